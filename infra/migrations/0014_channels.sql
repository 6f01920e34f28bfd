-- Messages on their way to people (docs/decisions/0040-one-message-many-rows.md).
ALTER TABLE mnara.contact DROP CONSTRAINT contact_channel_check;
ALTER TABLE mnara.contact ADD CONSTRAINT contact_channel_check CHECK (channel IN ('email', 'sms', 'webhook', 'dashboard'));

-- The content of a message without an alert: {"title":{"en":...},"text":{"en":...},"path":"/..."}
ALTER TABLE mnara.notification ADD COLUMN words jsonb;

-- Used by the sender of a channel, and to find the message of a receipt.
CREATE INDEX notification_channel_due ON mnara.notification (channel, due_at) WHERE state = 'waiting';
CREATE INDEX notification_message ON mnara.notification (message_id) WHERE message_id IS NOT NULL;

-- Parts of messages that a provider has accepted, by the provider's ids. A receipt may arrive before the acceptance is
-- stored.
CREATE TABLE mnara.message_part (
  channel text NOT NULL,
  receipt_id text NOT NULL,
  message_id text,
  state text NOT NULL CHECK (state IN ('handed_over', 'delivered', 'failed')),
  -- The text of the provider.
  says text,
  at timestamptz NOT NULL,
  PRIMARY KEY (channel, receipt_id)
);
CREATE INDEX message_part_message ON mnara.message_part (message_id);

-- The dashboard's channel: what a supervisor's screen shows, and when it plays a sound.
CREATE TABLE mnara.screen_notice (
  notice_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The key of the message; one that is handed over twice is stored once.
  idempotency_key text NOT NULL UNIQUE,
  supervisor_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('page', 'resolved', 'directive')),
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  language text NOT NULL,
  subject text NOT NULL,
  -- Paragraphs of lines: [["...","..."],["..."]]
  paragraphs jsonb NOT NULL,
  alert_ids bigint[] NOT NULL,
  made_at timestamptz NOT NULL,
  -- When the supervisor's screen showed it; null: not yet.
  seen_at timestamptz
);
CREATE INDEX screen_notice_supervisor ON mnara.screen_notice (supervisor_id, notice_no);
