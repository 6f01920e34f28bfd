import type { Viewer } from '#domain/access/viewer.js';
import type { Target } from '#domain/alert/escalation.js';
import type { AlertSeverity } from '#domain/alert/rule.js';
import type { Database } from '#platform/postgres/database.js';
import type { MessageKind } from './message-facts.js';

/** A message of the dashboard channel. Times are Unix milliseconds. */
export interface Notice {
  readonly id: string;
  readonly kind: MessageKind;
  readonly severity: AlertSeverity;
  readonly subject: string;
  readonly paragraphs: readonly (readonly string[])[];
  readonly alertIds: readonly string[];
  readonly to: string;
  readonly madeAt: number;
  readonly shownAt: number | null;
}

/** The recipients of messages: a role, and its centre, region or agency; '' for the whole network. */
export interface Addressee {
  readonly role: Target;
  readonly place: string;
}

/** @returns undefined when no messages are sent to this viewer */
export function addresseeOf({ role, scope }: Viewer): Addressee | undefined {
  if (role === 'manager')
    return scope.kind === 'centre' ? { role: 'centre_manager', place: scope.centreId } : undefined;
  if (role !== 'operator') return undefined;
  switch (scope.kind) {
    case 'network':
      return { role: 'secretariat', place: '' };
    case 'region':
      return { role: 'county_commissioner', place: scope.regionId };
    case 'agency':
      return { role: 'agency_head', place: scope.agencyId };
    case 'centre':
      return undefined;
  }
}

interface Row extends Omit<Notice, 'madeAt' | 'shownAt'> {
  readonly made_at: Date;
  readonly seen_at: Date | null;
}

/**
 * A notice is stored a moment before its hand-over is recorded. It is not shown before that, because its delivery could
 * not be recorded.
 */
const IS_SENT = `EXISTS (SELECT 1 FROM mnara.notification m WHERE m.message_id = n.idempotency_key
  AND m.state <> 'waiting')`;

const SHOWN = `
WITH shown AS (
  UPDATE mnara.screen_notice n SET seen_at = $4 FROM mnara.supervisor s
  WHERE n.notice_no = ANY($3::bigint[]) AND n.seen_at IS NULL AND s.supervisor_id = n.supervisor_id AND s.role = $1
  AND s.place = $2 AND ${IS_SENT}
  RETURNING n.idempotency_key AS key),
delivered AS (
  UPDATE mnara.notification m SET state = 'delivered', delivered_at = $4 FROM shown WHERE m.message_id = shown.key
  AND m.state = 'sent'
  RETURNING m.alert_id, m.channel, m.supervisor_id, m.contact_id, m.message_id),
entries AS (
  INSERT INTO mnara.alert_entry (alert_id, at, kind, actor, detail)
  SELECT DISTINCT alert_id, $4::timestamptz, 'delivered', $5,
    jsonb_build_object('channel', channel, 'supervisorId', supervisor_id, 'contactId', contact_id, 'messageId',
    message_id)
  FROM delivered WHERE alert_id IS NOT NULL ORDER BY alert_id)
SELECT count(*)::int AS n FROM shown`;

/**
 * Notices for people's screens, which alerting's dashboard channel stores. Only those for the
 * addressee are read or changed.
 */
export class NoticeStore {
  constructor(readonly database: Database) {}

  /** Newest first. */
  async list({ role, place }: Addressee, first: number): Promise<readonly Notice[]> {
    const { rows } = await this.database.query<Row>(
      `SELECT n.notice_no::text AS id, n.kind, n.severity, n.subject, n.paragraphs, n.alert_ids::text[] AS "alertIds",
        s.name AS to, n.made_at, n.seen_at
       FROM mnara.screen_notice n JOIN mnara.supervisor s USING (supervisor_id)
       WHERE s.role = $1 AND s.place = $2 AND s.removed_at IS NULL AND ${IS_SENT} ORDER BY n.notice_no DESC LIMIT $3`,
      [role, place, first],
    );
    return rows.map(({ made_at: madeAt, seen_at: shownAt, ...row }) => ({
      ...row,
      madeAt: madeAt.getTime(),
      shownAt: shownAt?.getTime() ?? null,
    }));
  }

  /** Marks messages as delivered that had not been shown before. @returns how many */
  async shown({ role, place }: Addressee, ids: readonly string[], by: string, at: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(SHOWN, [role, place, ids, new Date(at), by]);
    return rows[0]?.n ?? 0;
  }
}
