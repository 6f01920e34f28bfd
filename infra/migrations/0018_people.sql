-- People, duty and notifications (docs/decisions/0060-people-have-a-file-of-their-own.md,
-- 0061-nobody-is-passed-over.md, 0062-how-messages-gather.md).

-- Each file of people that was applied, as it was written; the newest one is in force.
CREATE TABLE mnara.people_file (
  version int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  yaml text NOT NULL,
  applied_at timestamptz NOT NULL,
  applied_by text NOT NULL
);

-- The place of a roster, as for supervisors.
ALTER TABLE mnara.roster ADD COLUMN place text GENERATED ALWAYS AS (CASE role WHEN 'centre_manager' THEN centre_id
  WHEN 'county_commissioner' THEN region_id WHEN 'agency_head' THEN agency_id ELSE '' END) STORED;
CREATE UNIQUE INDEX roster_place ON mnara.roster (role, place) WHERE removed_at IS NULL;

ALTER TABLE mnara.roster_override ADD COLUMN ended_at timestamptz, ADD COLUMN ended_by text;

-- Whether the step is for the deputies of the people on duty.
ALTER TABLE mnara.escalation_step ADD COLUMN to_deputies boolean NOT NULL DEFAULT false;

-- When a page was due for the first time. due_at changes with each attempt; this does not, because the grouping needs
-- it.
ALTER TABLE mnara.notification ADD COLUMN ready_at timestamptz;
CREATE INDEX notification_gathered ON mnara.notification (contact_id, group_key, ready_at DESC) WHERE kind = 'page';
