-- Dispatchers are notified at once when there is something to send, from any process
-- (docs/decisions/0044-dispatchers-listen.md).
CREATE FUNCTION mnara.tell_dispatchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('mnara_outbox', channel) FROM (SELECT DISTINCT channel FROM added) x;
  RETURN NULL;
END $$;
CREATE TRIGGER notification_tells_dispatchers AFTER INSERT ON mnara.notification REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION mnara.tell_dispatchers();

-- Changes of alerts for other systems (docs/decisions/0045-alert-changes-in-kafka.md). With a row they are kept until
-- they are published; without one, in the embedded shape, nothing is published and nothing is kept.
CREATE TABLE mnara.alert_feed (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  since timestamptz NOT NULL
);

-- One row for each timeline entry that is published, written with it; deleted when the brokers have it.
CREATE TABLE mnara.alert_announcement (
  entry_id bigint PRIMARY KEY,
  -- The same for every publication; different after a restore from a backup, where entry ids start again.
  change_id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor text,
  detail jsonb NOT NULL,
  -- The alert's row as it was with that entry.
  alert jsonb NOT NULL
);
CREATE FUNCTION mnara.announce_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM mnara.alert_feed) THEN
    INSERT INTO mnara.alert_announcement (entry_id, at, kind, actor, detail, alert)
    SELECT e.entry_id, e.at, e.kind, e.actor, e.detail, to_jsonb(a) FROM added e JOIN mnara.alert a USING (alert_id)
    -- What becomes of single messages is between Mnara and its channels.
    WHERE e.kind NOT IN ('sent', 'delivered', 'retried', 'failed');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER alert_entry_is_announced AFTER INSERT ON mnara.alert_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION mnara.announce_entries();
