import type { Scope } from '#domain/access/viewer.js';
import type { AlertSeverity } from '#domain/alert/rule.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters } from '../kpi/kpi-sql.js';
import type { AskedScope, Names } from '../network/directory.js';
import { withinAsked, withinScope } from './alert-scope.js';

/** A requested period in Unix milliseconds, divided into steps by the clock of a time zone. */
export interface LoadPeriod {
  readonly from: number;
  readonly to: number;
  readonly stepHours: 1 | 24;
  readonly zone: string;
}

/** Seconds. */
export interface Times {
  readonly n: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: number;
}

export interface LoadSource {
  readonly ruleId: string;
  readonly names: Names;
  readonly severity: AlertSeverity;
  readonly identity: string;
  readonly centreId: string | null;
  readonly serviceId: string | null;
  readonly agencyId: string | null;
  readonly fired: number;
  readonly share: number;
  readonly acknowledged: number;
  readonly medianSeconds: number | null;
}

export interface PersonLoad {
  readonly supervisorId: string;
  readonly name: string;
  readonly role: string;
  readonly pages: number;
  readonly hours: number;
  readonly busiestHour: number;
}

export interface LoadTotals {
  readonly fired: number;
  readonly unacknowledged: number;
  readonly toAcknowledge: Times | null;
  readonly toResolve: Times | null;
}

export interface PageCounts {
  readonly paged: number;
  readonly people: number;
}

export interface StepCounts extends PageCounts {
  readonly at: number;
  readonly fired: number;
}

type Asked = AskedScope | null | undefined;

const SOURCES = 10;
/** An alert chatters when it fires at least this many times and its median duration is below this number of seconds. */
const CHATTER = { times: 3, seconds: 900 } as const;

const span = ({ from, to }: LoadPeriod, p: Parameters, column: string): string =>
  `${column} >= ${p.add(new Date(from))}::timestamptz AND ${column} < ${p.add(new Date(to))}::timestamptz`;

const place = (scope: Scope, asked: Asked, p: Parameters): string =>
  [withinScope(scope, p, 'a'), ...withinAsked(asked, p, 'a')].join(' AND ');

/** Each time that an alert fired, with when it was acknowledged and when it cleared, before it fired again. */
const episodes = (scope: Scope, asked: Asked, period: LoadPeriod, p: Parameters): string =>
  `episode AS (
     SELECT a.rule_id, a.rule_version, a.identity, a.severity, a.centre_id, a.service_id, a.agency_id, f.at,
       (SELECT min(t.at) FROM mnara.alert_entry t WHERE t.alert_id = f.alert_id AND t.entry_id > f.entry_id
       AND t.kind = 'acknowledged'
          AND (n.entry_id IS NULL OR t.entry_id < n.entry_id)) AS taken_at,
       (SELECT min(t.at) FROM mnara.alert_entry t WHERE t.alert_id = f.alert_id AND t.entry_id > f.entry_id
       AND t.kind = 'cleared'
          AND (n.entry_id IS NULL OR t.entry_id < n.entry_id)) AS cleared_at
     FROM mnara.alert_entry f JOIN mnara.alert a USING (alert_id)
       LEFT JOIN LATERAL (SELECT min(t.entry_id) AS entry_id FROM mnara.alert_entry t
         WHERE t.alert_id = f.alert_id AND t.entry_id > f.entry_id AND t.kind = 'fired') n ON true
     WHERE f.kind = 'fired' AND ${span(period, p, 'f.at')} AND ${place(scope, asked, p)})`;

const pages = (scope: Scope, asked: Asked, period: LoadPeriod, p: Parameters): string =>
  `page AS (
     SELECT DISTINCT ON (n.supervisor_id, n.alert_id, n.created_at) n.supervisor_id, n.created_at AS at
     FROM mnara.notification n JOIN mnara.alert a USING (alert_id)
     WHERE n.kind = 'page' AND ${span(period, p, 'n.created_at')} AND ${place(scope, asked, p)})`;

const times = (column: string, name: string): string => {
  const seconds = `extract(epoch FROM ${column} - at)`;
  const part = (share: number): string =>
    `(percentile_cont(${share}) WITHIN GROUP (ORDER BY ${seconds}) FILTER (WHERE ${column} IS NOT NULL))::float8`;
  return `CASE WHEN count(${column}) > 0 THEN jsonb_build_object('n',
    count(${column}), 'median', ${part(0.5)}, 'p90', ${part(0.9)},
    'longest', max(${seconds})::float8) END AS "${name}"`;
};

interface SourceRow extends Omit<LoadSource, 'names'> {
  readonly names: Names | null;
}

/**
 * How much work alerts caused for people, from timelines and the message outbox. Only what lies inside the
 * viewer's scope is counted, whatever place the request names.
 */
export class AlertLoadStore {
  constructor(readonly database: Database) {}

  /** The time from the first rule to the last evaluation; undefined: rules were never evaluated. */
  async known(): Promise<{ readonly from: number; readonly to: number } | undefined> {
    const { rows } = await this.database.query<{ from_at: Date | null; to_at: Date | null }>(
      `SELECT GREATEST((SELECT min(applied_at) FROM mnara.rule_version), (SELECT kept_from
        FROM mnara.message_retention)) AS from_at, (SELECT evaluated_at FROM mnara.evaluator) AS to_at`,
    );
    const { from_at: from = null, to_at: to = null } = rows[0] ?? {};
    return from === null || to === null ? undefined : { from: from.getTime(), to: to.getTime() };
  }

  async totals(scope: Scope, asked: Asked, period: LoadPeriod): Promise<LoadTotals> {
    const p = new Parameters();
    const { rows } = await this.database.query<{
      fired: number;
      unacknowledged: number;
      toAcknowledge: Times | null;
      toResolve: Times | null;
    }>(
      `WITH ${episodes(scope, asked, period, p)} SELECT count(*)::int AS fired, (count(*) - count(taken_at))::int AS
        unacknowledged,
         ${times('taken_at', 'toAcknowledge')}, ${times('cleared_at', 'toResolve')} FROM episode`,
      p.values,
    );
    return rows[0] ?? { fired: 0, unacknowledged: 0, toAcknowledge: null, toResolve: null };
  }

  async pages(scope: Scope, asked: Asked, period: LoadPeriod): Promise<PageCounts> {
    const p = new Parameters();
    const { rows } = await this.database.query<PageCounts>(
      `WITH ${pages(scope, asked, period, p)} SELECT count(*)::int AS paged, count(DISTINCT supervisor_id)::int AS
        people FROM page`,
      p.values,
    );
    return rows[0] ?? { paged: 0, people: 0 };
  }

  async steps(scope: Scope, asked: Asked, period: LoadPeriod): Promise<readonly StepCounts[]> {
    const p = new Parameters();
    const unit = period.stepHours === 1 ? 'hour' : 'day';
    const zone = `${p.add(period.zone)}::text`;
    const [from, to] = [`${p.add(new Date(period.from))}::timestamptz`, `${p.add(new Date(period.to))}::timestamptz`];
    // Hours are always an hour long; days follow the local clock, so that they begin at midnight all year.
    const all =
      unit === 'hour'
        ? `generate_series(date_trunc('hour', ${from}, ${zone}), ${to} - interval '1 ms', interval '1 hour')`
        : `generate_series(date_trunc('day', ${from}, ${zone}), ${to} - interval '1 ms', interval '1 day', ${zone})`;
    const { rows } = await this.database.query<Omit<StepCounts, 'at'> & { at: Date }>(
      `WITH ${episodes(scope, asked, period, p)}, ${pages(scope, asked, period, p)},
         fired AS (SELECT date_trunc('${unit}', at, ${zone}) AS at, count(*)::int AS n FROM episode GROUP BY 1),
         paged AS (SELECT date_trunc('${unit}', at,
           ${zone}) AS at, count(*)::int AS n, count(DISTINCT supervisor_id)::int AS people FROM page GROUP BY 1)
       SELECT s.at, COALESCE(f.n, 0) AS fired, COALESCE(g.n, 0) AS paged, COALESCE(g.people, 0) AS people
       FROM ${all} AS s(at) LEFT JOIN fired f ON f.at = s.at LEFT JOIN paged g ON g.at = s.at ORDER BY s.at`,
      p.values,
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
  }

  async sources(scope: Scope, asked: Asked, period: LoadPeriod, chatterOnly: boolean): Promise<readonly LoadSource[]> {
    const p = new Parameters();
    const median = `percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch
      FROM cleared_at - at)) FILTER (WHERE cleared_at IS NOT NULL)`;
    const { rows } = await this.database.query<SourceRow>(
      `WITH ${episodes(scope, asked, period, p)}, source AS (
         SELECT rule_id, max(rule_version) AS rule_version, identity, (array_agg(severity
         ORDER BY at DESC))[1] AS severity,
           max(centre_id) AS "centreId", max(service_id) AS "serviceId", max(agency_id) AS "agencyId", count(*)::int AS
           fired,
           count(*)::float8 / sum(count(*)) OVER () AS share, count(taken_at)::int AS acknowledged,
           (${median})::float8 AS "medianSeconds"
         FROM episode GROUP BY rule_id, identity)
       SELECT s.rule_id AS "ruleId", v.definition -> 'names' AS names, s.severity, s.identity, s."centreId",
       s."serviceId", s."agencyId", s.fired, s.share,
         s.acknowledged, s."medianSeconds"
       FROM source s LEFT JOIN mnara.rule_version v ON v.rule_id = s.rule_id AND v.version = s.rule_version
       ${chatterOnly ? `WHERE s.fired >= ${CHATTER.times} AND s."medianSeconds" < ${CHATTER.seconds}` : ''}
       ORDER BY s.fired DESC, s.rule_id, s.identity LIMIT ${SOURCES}`,
      p.values,
    );
    return rows.map(({ names, ...row }) => ({ ...row, names: names ?? { en: row.ruleId } }));
  }

  async persons(scope: Scope, asked: Asked, period: LoadPeriod): Promise<readonly PersonLoad[]> {
    const p = new Parameters();
    const zone = p.add(period.zone);
    const { rows } = await this.database.query<PersonLoad>(
      `WITH ${pages(scope, asked, period, p)}, hourly AS (
         SELECT supervisor_id, date_trunc('hour', at,
         ${zone}::text) AS hour, count(*)::int AS n FROM page GROUP BY 1, 2)
       SELECT h.supervisor_id AS "supervisorId", COALESCE(s.name, h.supervisor_id) AS name, COALESCE(s.role, '') AS
       role, sum(h.n)::int AS pages,
         count(*)::int AS hours, max(h.n)::int AS "busiestHour"
       FROM hourly h LEFT JOIN mnara.supervisor s USING (supervisor_id) GROUP BY 1, 2, 3 ORDER BY pages DESC, 1
       LIMIT 100`,
      p.values,
    );
    return rows;
  }
}
