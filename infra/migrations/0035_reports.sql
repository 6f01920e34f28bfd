-- Scheduled reports (docs/reports.md, docs/decisions/0111-a-run-waits-for-its-data.md).

CREATE TABLE mnara.subscription (
  subscription_id uuid PRIMARY KEY,
  name text NOT NULL,
  -- What is sent: the table of a view, or a letter or report of the program.
  template text NOT NULL CHECK (template IN ('table', 'weekly_letter', 'monthly_report', 'yearly_statistics')),
  -- Of a table: a built-in view or mnara.saved_view. Deleting the view stops the subscription.
  view_id text CHECK ((template = 'table') = (view_id IS NOT NULL)),
  cadence text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly', 'quarterly', 'yearly')),
  -- The clock of which zone shows which time when a report is due, on the first day after its period.
  wall_time text NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL,
  formats text[] NOT NULL,
  -- How long a run waits for data after it is due.
  deadline_seconds int NOT NULL CHECK (deadline_seconds BETWEEN 0 AND 604800),
  -- The right that it runs with: {"name","scope","role","tokenId","endsAt"}.
  run_as jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- Every period that was due up to this moment has its run.
  planned_until timestamptz NOT NULL,
  next_due_at timestamptz NOT NULL,
  stopped_at timestamptz,
  stopped_by text,
  -- person, view_deleted, grant_ended
  stopped_why text
);
CREATE INDEX subscription_due ON mnara.subscription (next_due_at) WHERE stopped_at IS NULL;
CREATE INDEX subscription_view ON mnara.subscription (view_id) WHERE stopped_at IS NULL;

CREATE TABLE mnara.subscription_recipient (
  recipient_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES mnara.subscription,
  -- A person of the people file, whose address is read when a report is sent; or an address outside.
  supervisor_id text,
  address text CHECK ((supervisor_id IS NULL) <> (address IS NULL)),
  name text NOT NULL,
  -- unconfirmed: an outside address that has not agreed yet
  state text NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'left', 'removed')),
  -- Secrets of the links in mails: to agree, and to leave.
  confirm_key text NOT NULL UNIQUE,
  leave_key text NOT NULL UNIQUE,
  added_at timestamptz NOT NULL,
  added_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX recipient_once ON mnara.subscription_recipient
  (subscription_id, COALESCE(supervisor_id, ''), lower(COALESCE(address, ''))) WHERE state <> 'removed';

CREATE TABLE mnara.report_run (
  run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES mnara.subscription,
  period text NOT NULL,
  from_day date NOT NULL,
  -- The first day after the period.
  to_day date NOT NULL,
  due_at timestamptz NOT NULL,
  -- Until when it waits for data.
  deadline_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('due', 'waiting_for_data', 'rendering', 'ready', 'sending', 'sent', 'skipped',
    'failed')),
  -- Why it is where it is, as a word; and in a sentence, of failures.
  reason text,
  says text,
  -- Attempts to render.
  attempts int NOT NULL DEFAULT 0,
  -- When it is looked at next, and how often it was taken: a worker that was presumed dead has an older number.
  next_at timestamptz NOT NULL,
  claim int NOT NULL DEFAULT 0,
  -- Centres whose data had not arrived: [{"centreId","why","upTo"}]
  missing jsonb NOT NULL DEFAULT '[]',
  view_version int,
  -- What was asked, with fixed dates: [{"question","hash"}]
  questions jsonb NOT NULL DEFAULT '[]',
  title text,
  -- The text of the mail: paragraphs of lines.
  letter jsonb NOT NULL DEFAULT '[]',
  as_of timestamptz,
  finished_at timestamptz,
  overdue_noted_at timestamptz,
  -- When its figures were compared with those of today for the last time.
  compared_at timestamptz,
  -- Opens its files for somebody who is signed in, until the time.
  link_key text UNIQUE,
  link_until timestamptz,
  UNIQUE (subscription_id, period)
);
CREATE INDEX report_run_next ON mnara.report_run (next_at)
  WHERE state IN ('due', 'waiting_for_data', 'rendering', 'ready', 'sending');
CREATE INDEX report_run_compared ON mnara.report_run (COALESCE(compared_at, '-infinity'))
  WHERE state IN ('sent', 'skipped') AND as_of IS NOT NULL;

-- The archive: what was sent, byte for byte.
CREATE TABLE mnara.report_file (
  file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id bigint NOT NULL REFERENCES mnara.report_run,
  format text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  sha256 text NOT NULL,
  bytes bytea NOT NULL,
  UNIQUE (run_id, format)
);
ALTER TABLE mnara.report_file ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The figures that were sent, and what late events made of them.
CREATE TABLE mnara.report_figure (
  run_id bigint NOT NULL REFERENCES mnara.report_run,
  figure_no int NOT NULL,
  -- Which of the run's questions, 0-based.
  question_no int NOT NULL,
  -- The row: [["region","nairobi"],["month","2026-11"]]
  row_key text NOT NULL,
  kpi text NOT NULL,
  unit text NOT NULL,
  value float8,
  n float8,
  d float8,
  -- The value today, where it differs from `value` by more than its rounding.
  revised_value float8,
  revised_at timestamptz,
  -- The run that reported the revision.
  told_in bigint REFERENCES mnara.report_run,
  PRIMARY KEY (run_id, figure_no)
);
CREATE INDEX report_figure_revised ON mnara.report_figure (run_id) WHERE revised_at IS NOT NULL;

CREATE TABLE mnara.report_delivery (
  run_id bigint NOT NULL REFERENCES mnara.report_run,
  recipient_id bigint NOT NULL REFERENCES mnara.subscription_recipient,
  address text,
  -- The message in the outbox; always the same for a run and a recipient.
  message_key text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'uncertain', 'cancelled')),
  reason text,
  says text,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (run_id, recipient_id)
);
