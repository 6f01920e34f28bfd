-- Messages of alerts that are over are deleted after a time (docs/decisions/0046-messages-are-kept-for-a-time.md): the
-- time since which all of them exist.
CREATE TABLE mnara.message_retention (
  -- At most one row; no row: nothing was deleted.
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  kept_from timestamptz NOT NULL
);
DROP INDEX mnara.notification_paged;
CREATE INDEX notification_created ON mnara.notification (created_at);
CREATE INDEX message_part_at ON mnara.message_part (at);
CREATE INDEX screen_notice_made ON mnara.screen_notice (made_at);
CREATE INDEX alert_refusal_at ON mnara.alert_refusal (at);
