import type { Database } from '#platform/postgres/database.js';
import type { ChannelMessage } from './channel-message.js';

/** Stores the notices of alerting's dashboard channel for screens. */
export class ScreenNoticeStore {
  constructor(
    readonly database: Database,
    readonly now: () => number,
  ) {}

  /** Adds notices; one whose key already exists is not changed. */
  async add(messages: readonly ChannelMessage[]): Promise<void> {
    const rows = messages.map(({ key, supervisorId, facts, severity, language, subject, paragraphs, link }) => ({
      key,
      supervisorId,
      kind: facts.kind,
      severity,
      language,
      subject,
      // The screen shows its own link.
      paragraphs: paragraphs.filter((lines) => link === undefined || !lines.some((line) => line.includes(link))),
      alertIds: facts.alerts.map(({ alertId }) => alertId),
    }));
    await this.database.query(
      `INSERT INTO mnara.screen_notice (idempotency_key, supervisor_id, kind, severity, language, subject, paragraphs,
        alert_ids, made_at)
       SELECT key, "supervisorId", kind, severity, language, subject, paragraphs, "alertIds", $2::timestamptz
       FROM jsonb_to_recordset($1::jsonb) AS x(key text, "supervisorId" text, kind text, severity text, language text,
       subject text, paragraphs jsonb, "alertIds" bigint[])
       ON CONFLICT (idempotency_key) DO NOTHING`,
      [JSON.stringify(rows), new Date(this.now())],
    );
  }
}
