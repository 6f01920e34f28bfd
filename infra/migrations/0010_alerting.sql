-- Alerts that reach a person (docs/decisions/0030-alerts-have-three-axes.md). Places are named by their ids, as
-- everywhere outside the rollups:
-- an alert outlives the description of the network that it was raised under.

-- The conditions for alerts: the newest version of each rule; removed ones stay, so that old alerts can be explained.
CREATE TABLE mnara.rule (
  rule_id text PRIMARY KEY,
  version int NOT NULL,
  removed_at timestamptz
);

CREATE TABLE mnara.rule_version (
  rule_id text NOT NULL REFERENCES mnara.rule DEFERRABLE INITIALLY DEFERRED,
  version int NOT NULL,
  -- The rule as it was checked (services/domain/src/alert/rule.ts).
  definition jsonb NOT NULL,
  applied_at timestamptz NOT NULL,
  applied_by text NOT NULL,
  PRIMARY KEY (rule_id, version)
);

-- Increases with every change of an alert, so that a screen can ask for changes and a writer can detect that it is
-- outdated.
CREATE SEQUENCE mnara.alert_change;

-- One row for each problem, from its first sign until it is closed.
CREATE TABLE mnara.alert (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  -- The identity labels as one text: 'centre=C1,service=S1'; '' is the whole network; 'storm' the storm of the rule.
  identity text NOT NULL,
  -- The place and owner, for scopes, routes and silences; null where the identity does not name it.
  region_id text,
  centre_id text,
  service_id text,
  agency_id text,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- First axis, and whether the figure is known at all.
  condition text NOT NULL CHECK (condition IN ('normal', 'pending', 'firing', 'recovering')),
  signal text NOT NULL DEFAULT 'ok' CHECK (signal IN ('ok', 'no_data', 'error')),
  -- Why the signal is not ok: silent, late, future, never_heard, no_legs, no_target, no_usual_day, ...
  signal_reason text,
  -- When the condition began, Unix time of the evaluation.
  condition_since timestamptz NOT NULL,
  -- The newest figure, and the threshold that it was compared with.
  value double precision,
  threshold double precision,
  -- How often it fired; each time is a new page.
  episode int NOT NULL DEFAULT 0,
  fired_at timestamptz,
  cleared_at timestamptz,
  -- When a cleared alert without acknowledgement is closed.
  close_at timestamptz,
  closed_at timestamptz,
  -- Second axis.
  acknowledged_by text,
  acknowledged_at timestamptz,
  acknowledged_until timestamptz,
  assigned_to text,
  -- Third axis: silence, maintenance, inhibited, out_of_hours; sorted.
  suppressed_by text[] NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT nextval('mnara.alert_change')
);
CREATE UNIQUE INDEX alert_open ON mnara.alert (rule_id, identity) WHERE closed_at IS NULL;
CREATE INDEX alert_fired ON mnara.alert (fired_at DESC) WHERE fired_at IS NOT NULL;
CREATE INDEX alert_centre ON mnara.alert (centre_id, fired_at DESC);

-- What happened to an alert, and why nothing was sent. Only ever added to.
CREATE TABLE mnara.alert_entry (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL REFERENCES mnara.alert,
  at timestamptz NOT NULL,
  -- fired, cleared, closed, acknowledged, acknowledgement_expired, assigned, comment, suppressed, released, no_data,
  -- data_again, error, notified, not_notified, sent, delivered, failed, directive, storm, without_next_step, refused
  kind text NOT NULL,
  -- The person who did it; null: Mnara itself.
  actor text,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX alert_entry_alert ON mnara.alert_entry (alert_id, entry_id);

CREATE FUNCTION mnara.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER alert_entry_append_only BEFORE UPDATE OR DELETE ON mnara.alert_entry FOR EACH ROW EXECUTE FUNCTION mnara.refuse_change();

-- People. The scope is that of the role: a centre manager has a centre, a county commissioner a region, an agency head
-- an agency.
CREATE TABLE mnara.supervisor (
  supervisor_id text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('centre_manager', 'county_commissioner', 'agency_head', 'secretariat')),
  region_id text,
  centre_id text,
  agency_id text,
  -- The place of the role; '' for the whole network.
  place text GENERATED ALWAYS AS (CASE role WHEN 'centre_manager' THEN centre_id WHEN 'county_commissioner' THEN region_id WHEN 'agency_head' THEN agency_id ELSE '' END) STORED,
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'sw', 'kk', 'ru')),
  time_zone text NOT NULL,
  -- {"mon":[["08:00","17:00"]],...} in the supervisor's time zone; null: at any time.
  hours jsonb,
  removed_at timestamptz,
  CHECK (CASE role WHEN 'centre_manager' THEN centre_id IS NOT NULL WHEN 'county_commissioner' THEN region_id IS NOT NULL
    WHEN 'agency_head' THEN agency_id IS NOT NULL ELSE centre_id IS NULL AND region_id IS NULL AND agency_id IS NULL END)
);

CREATE INDEX supervisor_place ON mnara.supervisor (role, place) WHERE removed_at IS NULL;

CREATE TABLE mnara.contact (
  contact_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  supervisor_id text NOT NULL REFERENCES mnara.supervisor,
  channel text NOT NULL CHECK (channel IN ('email', 'sms', 'webhook')),
  address text NOT NULL,
  -- What this contact is notified of, and the order in which contacts are shown.
  least_severity text NOT NULL DEFAULT 'info' CHECK (least_severity IN ('info', 'warning', 'critical')),
  place int NOT NULL DEFAULT 1,
  removed_at timestamptz,
  UNIQUE (supervisor_id, channel, address)
);

-- Which of several people with a role is on duty. Without a roster all of them are.
CREATE TABLE mnara.roster (
  roster_id text PRIMARY KEY,
  names jsonb NOT NULL,
  role text NOT NULL CHECK (role IN ('centre_manager', 'county_commissioner', 'agency_head', 'secretariat')),
  region_id text,
  centre_id text,
  agency_id text,
  time_zone text NOT NULL,
  removed_at timestamptz
);

CREATE TABLE mnara.roster_duty (
  roster_id text NOT NULL REFERENCES mnara.roster ON DELETE CASCADE,
  duty_no int NOT NULL,
  supervisor_id text NOT NULL REFERENCES mnara.supervisor,
  deputy_id text REFERENCES mnara.supervisor,
  -- In the roster's time zone; null: at any time.
  hours jsonb,
  -- The first day of the duty, and the first day after it.
  from_date date,
  to_date date,
  PRIMARY KEY (roster_id, duty_no)
);

CREATE TABLE mnara.roster_override (
  override_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  roster_id text NOT NULL REFERENCES mnara.roster ON DELETE CASCADE,
  supervisor_id text NOT NULL REFERENCES mnara.supervisor,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL
);

CREATE TABLE mnara.escalation_policy (
  policy_id text PRIMARY KEY,
  names jsonb NOT NULL,
  version int NOT NULL DEFAULT 1,
  -- How often all steps are repeated while no one answers, and the pause after the last step.
  repeats int NOT NULL DEFAULT 0 CHECK (repeats >= 0),
  repeat_seconds int NOT NULL DEFAULT 1800 CHECK (repeat_seconds > 0),
  removed_at timestamptz
);

CREATE TABLE mnara.escalation_step (
  policy_id text NOT NULL REFERENCES mnara.escalation_policy ON DELETE CASCADE,
  step_no int NOT NULL,
  -- After the step before it; of the first step after the alert fired.
  delay_seconds int NOT NULL CHECK (delay_seconds >= 0),
  targets text[] NOT NULL CHECK (cardinality(targets) > 0 AND targets <@ ARRAY['centre_manager', 'county_commissioner', 'agency_head', 'secretariat']),
  PRIMARY KEY (policy_id, step_no)
);
INSERT INTO mnara.escalation_policy (policy_id, names, repeats, repeat_seconds) VALUES
  ('default', '{"en":"Centre first"}', 3, 1800), ('secretariat', '{"en":"Secretariat only"}', 1, 1800), ('manager', '{"en":"Centre manager only"}', 0, 1800);
INSERT INTO mnara.escalation_step VALUES ('default', 1, 0, '{centre_manager}'), ('default', 2, 900, '{county_commissioner,agency_head}'), ('default', 3, 1800, '{secretariat}'),
  ('secretariat', 1, 0, '{secretariat}'), ('manager', 1, 0, '{centre_manager}');

-- The state of an alert's escalation. The steps are those of the policy at its start: an edit changes only new alerts.
-- Claimed with FOR UPDATE SKIP LOCKED.
CREATE TABLE mnara.escalation (
  alert_id bigint PRIMARY KEY REFERENCES mnara.alert,
  policy_id text NOT NULL,
  -- {"steps":[{"delaySeconds":0,"targets":["centre_manager"]}],"repeats":3,"repeatSeconds":1800}
  policy jsonb NOT NULL,
  -- Step that comes next, 0-based, and the round of repeats that it belongs to.
  step int NOT NULL DEFAULT 0,
  round int NOT NULL DEFAULT 0,
  -- Each start from the first step: the alert fired, or an acknowledgement expired.
  page int NOT NULL DEFAULT 1,
  -- When the next step is due; null: not before the alert changes.
  due_at timestamptz
);
CREATE INDEX escalation_due ON mnara.escalation (due_at) WHERE due_at IS NOT NULL;

-- The outbox: one row for each alert, step, page and contact; written in the same transaction as the change that it
-- reports.
CREATE TABLE mnara.notification (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- 'alert 7/page 1/round 0/step 1/contact 4': the same message always has the same, also when it is sent twice.
  idempotency_key text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('page', 'resolved', 'directive')),
  alert_id bigint REFERENCES mnara.alert,
  supervisor_id text NOT NULL,
  contact_id bigint NOT NULL,
  channel text NOT NULL,
  address text NOT NULL,
  -- What can be grouped into one message to one contact: the region and the rule.
  group_key text NOT NULL,
  -- 0: the first page of a new problem, which is sent first; 1: everything else.
  priority smallint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  -- When it is tried next; a sender that has claimed it sets a later time before it sends.
  due_at timestamptz NOT NULL,
  sent_at timestamptz,
  delivered_at timestamptz,
  -- The message that contained it, and the provider's own id of the message.
  message_id text,
  provider_id text,
  last_error text
);
CREATE INDEX notification_due ON mnara.notification (priority, due_at) WHERE state = 'waiting';
CREATE INDEX notification_alert ON mnara.notification (alert_id);

-- Alerts that match are recorded and shown, but no one is paged. A null matches everything.
CREATE TABLE mnara.silence (
  silence_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('silence', 'maintenance')),
  rule_id text,
  region_id text,
  centre_id text,
  service_id text,
  agency_id text,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX silence_to ON mnara.silence (to_at) WHERE ended_at IS NULL;

-- One process evaluates; it holds the lease. Every transaction of it checks the epoch, so one that was presumed dead
-- cannot write.
CREATE TABLE mnara.evaluator (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  owner text,
  epoch bigint NOT NULL DEFAULT 0,
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  -- Newest event time that a committed round has seen, and when it was committed.
  watermark timestamptz,
  evaluated_at timestamptz
);
INSERT INTO mnara.evaluator DEFAULT VALUES;

-- Rejected input, with its sender: nothing is silently dropped.
CREATE TABLE mnara.alert_refusal (
  refusal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  what text NOT NULL,
  reason text NOT NULL
);
