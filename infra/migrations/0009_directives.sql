-- Orders of the secretariat to centres, with their state and timeline.
CREATE TABLE mnara.directive (
  directive_id uuid PRIMARY KEY,
  -- Chosen by the sender; the same order sent twice is one directive.
  request_id uuid NOT NULL UNIQUE,
  centre_key int NOT NULL REFERENCES mnara.centre,
  -- The alert that it answers, if it was sent from one.
  alert_id bigint,
  kind text NOT NULL CHECK (kind IN ('open_desks', 'move_staff', 'call_back', 'free_text')),
  -- Desks to open, or staff to move.
  quantity int CHECK (quantity > 0),
  words text NOT NULL,
  sent_at timestamptz NOT NULL,
  sent_by text NOT NULL,
  acknowledge_by timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  delivered_at timestamptz,
  delivered_to text,
  acknowledged_at timestamptz,
  acknowledged_by text,
  closed_at timestamptz,
  closed_by text,
  outcome text CHECK (outcome IN ('done', 'refused')),
  closing_note text,
  -- Grows with every change, so that an agent can say how much it knows.
  version int NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  CHECK (acknowledge_by > sent_at AND due_at >= acknowledge_by),
  CHECK ((closed_at IS NULL) = (outcome IS NULL)),
  CHECK (outcome IS DISTINCT FROM 'refused' OR closing_note <> '')
);
CREATE INDEX directive_centre ON mnara.directive (centre_key, sent_at DESC);
CREATE INDEX directive_sent ON mnara.directive (sent_at DESC, directive_id);
CREATE INDEX directive_open ON mnara.directive (centre_key) WHERE outcome IS NULL;
CREATE INDEX directive_alert ON mnara.directive (alert_id) WHERE alert_id IS NOT NULL;
-- Gateways read what changed since their last read.
CREATE INDEX directive_changed ON mnara.directive (changed_at);

CREATE TABLE mnara.directive_entry (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  directive_id uuid NOT NULL REFERENCES mnara.directive,
  -- When it happened, by the corrected clock of the place.
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('sent', 'delivered', 'acknowledged', 'done', 'refused')),
  actor text NOT NULL,
  via text NOT NULL CHECK (via IN ('page', 'agent')),
  note text NOT NULL,
  -- False: it contradicts the earlier end of the directive, and changed nothing.
  counts boolean NOT NULL,
  -- The agent's own id of an answer: one that is sent again is counted once.
  answer_id uuid UNIQUE
);
CREATE INDEX directive_entry_of ON mnara.directive_entry (directive_id, entry_id);

CREATE FUNCTION mnara.refuse_directive_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'mnara.% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER directive_entry_is_append_only BEFORE UPDATE OR DELETE ON mnara.directive_entry
  FOR EACH ROW EXECUTE FUNCTION mnara.refuse_directive_change();
