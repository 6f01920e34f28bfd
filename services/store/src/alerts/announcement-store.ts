import type { AlertChange } from '#contracts/alert/alert-change.js';
import type { Database } from '#platform/postgres/database.js';

/** The alert's row as JSON; `to_jsonb` writes times in the session's time zone. */
interface AlertJson
  extends Pick<
    AlertChange['alert'],
    'identity' | 'severity' | 'condition' | 'signal' | 'value' | 'threshold' | 'episode'
  > {
  readonly alert_id: number;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly region_id: string | null;
  readonly centre_id: string | null;
  readonly service_id: string | null;
  readonly agency_id: string | null;
  readonly signal_reason: string | null;
  readonly fired_at: string | null;
  readonly cleared_at: string | null;
  readonly closed_at: string | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_until: string | null;
  readonly assigned_to: string | null;
  readonly suppressed_by: string[];
}

interface Row {
  readonly entry_id: number;
  readonly change_id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string | null;
  readonly detail: Record<string, unknown>;
  readonly alert: AlertJson;
}

const moment = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

const changeOf = ({ entry_id: entry, change_id: id, at, kind, actor, detail, alert }: Row): AlertChange => ({
  schema: 'mnara.alert-change/1',
  id,
  entry,
  at: at.toISOString(),
  kind,
  actor,
  detail,
  alert: {
    alertId: alert.alert_id,
    ruleId: alert.rule_id,
    ruleVersion: alert.rule_version,
    identity: alert.identity,
    severity: alert.severity,
    regionId: alert.region_id,
    centreId: alert.centre_id,
    serviceId: alert.service_id,
    agencyId: alert.agency_id,
    condition: alert.condition,
    signal: alert.signal,
    signalReason: alert.signal_reason,
    value: alert.value,
    threshold: alert.threshold,
    episode: alert.episode,
    firedAt: moment(alert.fired_at),
    clearedAt: moment(alert.cleared_at),
    closedAt: moment(alert.closed_at),
    acknowledgedBy: alert.acknowledged_by,
    acknowledgedUntil: moment(alert.acknowledged_until),
    assignedTo: alert.assigned_to,
    suppressedBy: alert.suppressed_by,
  },
});

/**
 * Announcements in mnara.alert_announcement, which a trigger fills from the timelines. Each writer of an alert has
 * locked its row before, so the changes of one alert become visible in the order of their ids; changes of two
 * different alerts may not.
 */
export class AnnouncementStore {
  constructor(readonly database: Database) {}

  /** From now on, changes are stored until they are published. Safe to repeat. */
  async begin(now: number): Promise<void> {
    await this.database.query('INSERT INTO mnara.alert_feed (since) VALUES ($1) ON CONFLICT DO NOTHING', [
      new Date(now),
    ]);
  }

  /** The oldest announcements, in the order of the timelines. */
  async oldest(max: number): Promise<readonly AlertChange[]> {
    const { rows } = await this.database.query<Row>(
      'SELECT * FROM mnara.alert_announcement ORDER BY entry_id LIMIT $1',
      [max],
    );
    return rows.map(changeOf);
  }

  async markPublished(changes: readonly AlertChange[]): Promise<void> {
    await this.database.query('DELETE FROM mnara.alert_announcement WHERE entry_id = ANY($1::bigint[])', [
      changes.map(({ entry }) => entry),
    ]);
  }
}
