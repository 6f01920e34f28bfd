-- Changes of a directive that answers an alert are also in the alert's timeline, written in the same transaction by
-- every writer.
-- No foreign key: an alert that never fired may be deleted with its rule, while the directive stays.
CREATE FUNCTION mnara.tell_alert_of_directive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO mnara.alert_entry (alert_id, at, kind, actor, detail)
  SELECT a.alert_id, NEW.at, 'directive', NEW.actor,
    jsonb_build_object('directiveId', d.directive_id, 'directive', d.kind, 'quantity', d.quantity, 'text', d.words, 'entry', NEW.kind, 'note', NEW.note, 'counts', NEW.counts)
  FROM mnara.directive d JOIN mnara.alert a ON a.alert_id = d.alert_id WHERE d.directive_id = NEW.directive_id;
  RETURN NULL;
END $$;
CREATE TRIGGER directive_entry_tells_alert AFTER INSERT ON mnara.directive_entry
  FOR EACH ROW EXECUTE FUNCTION mnara.tell_alert_of_directive();
