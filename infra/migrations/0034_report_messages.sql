-- Reports go to people through the message outbox (docs/decisions/0113-a-report-is-sent-at-most-once.md).
-- report: a report, or the question whether somebody wants one; report_notice: what happened to a report.
ALTER TABLE mnara.notification DROP CONSTRAINT notification_kind_check,
  ADD CONSTRAINT notification_kind_check CHECK (kind IN ('page', 'resolved', 'directive', 'report', 'report_notice'));
-- uncertain: it may have been sent, and a repetition would be worse than a gap.
ALTER TABLE mnara.notification DROP CONSTRAINT notification_state_check,
  ADD CONSTRAINT notification_state_check CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'uncertain'));
ALTER TABLE mnara.screen_notice DROP CONSTRAINT screen_notice_kind_check,
  ADD CONSTRAINT screen_notice_kind_check CHECK (kind IN ('page', 'resolved', 'directive', 'report', 'report_notice'));

-- When a sender took the row; null once it wrote the outcome of that attempt. A row that is due again and still has it
-- belonged to a sender that died.
ALTER TABLE mnara.notification ADD COLUMN claimed_at timestamptz;
-- Why the last attempt failed, as a word: unreachable, not_configured ...
ALTER TABLE mnara.notification ADD COLUMN last_reason text;
CREATE INDEX notification_report ON mnara.notification (idempotency_key) WHERE kind = 'report';
