import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { WindowQuestion } from '#domain/alert/evaluation/observe-kpis.js';
import type { Database } from '#platform/postgres/database.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { EvaluationStore } from '#store/alerts/evaluation-store.js';
import { WatchStore } from '#store/alerts/watch-store.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import type { FigureClock } from '#store/live/figure-sums.js';
import { PostgresFigureStore } from '#store/live/postgres-figure-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';

const HOUR = 3_600_000;
const ZONE = 'Africa/Nairobi';
const text = (at: number): string => new Date(at).toISOString().slice(0, 19);

type Read = (database: Database, now: number) => Promise<unknown>;

/** The clock of live figures at noon in Nairobi. */
const clock = (now: number): FigureClock => ({ now, zone: ZONE, dayStart: now - 12 * HOUR, hourStart: now });
const window = (needs: WindowQuestion['needs'], each: WindowQuestion['each'], hours: number): Read => {
  const question: WindowQuestion = { each, where: {}, windowSeconds: hours * 3600, needs };
  return (database, now) => new WatchStore(database).kpis(question, now, ZONE);
};
const figures =
  (read: (store: PostgresFigureStore, now: number) => Promise<unknown>): Read =>
  (database, now) =>
    read(new PostgresFigureStore(database), now);
const alerts = (list: 'open', first: number) => ({ asked: {}, list, before: undefined, first });

/** Whatever the wall, its attention list and alerting read again and again, and what the processor looks up. */
export const LIVE_READS: Readonly<Record<string, Read>> = {
  today: figures((store, now) => store.today(WHOLE_NETWORK, clock(now))),
  windows: figures((store, now) => store.windows(WHOLE_NETWORK, clock(now))),
  usual: figures((store, now) => store.usual(WHOLE_NETWORK, clock(now))),
  'usual of a region': figures((store, now) => store.usual({ kind: 'region', regionId: 'R1' }, clock(now))),
  'usual of an agency': figures((store, now) => store.usual({ kind: 'agency', agencyId: 'NRB' }, clock(now))),
  'trend of regions': figures((store, now) =>
    store.trend(WHOLE_NETWORK, { regionIds: ['R1', 'R2'] }, now - 2 * HOUR, now, 300_000),
  ),
  'trend of centres': figures((store, now) =>
    store.trend(WHOLE_NETWORK, { centreIds: ['C1', 'C2', 'C3'] }, now - 2 * HOUR, now, 300_000),
  ),
  'silences of the trend': (database, now) => {
    const period = { from: text(now - 2 * HOUR), to: text(now), networkId: 'test', zone: 'UTC' };
    const filters = [{ key: 'centre' as const, values: ['C1'] }];
    return new KpiStore(database).silences(WHOLE_NETWORK, { groups: [], split: undefined, filters, ...period }, now);
  },
  'loading of history': (database, now) => new QualityStore(database).backfill(WHOLE_NETWORK, now),
  'version of the network': (database) => new NetworkStore(database).version('description'),
  'what open alerts are': (database) => new AlertStore(database).fingerprint(),
  'list of open alerts': (database) => new AlertStore(database).list(WHOLE_NETWORK, alerts('open', 200)),
  'alerts of the evaluation': (database) => new EvaluationStore(database).openAlerts(),
  'silences of alerts': (database, now) => new EvaluationStore(database).silences(now),
  'version of the rules': (database) => new WatchStore(database).version(),
  'lost events': (database, now) => new WatchStore(database).lostEvents(now),
  'reports that were not sent': (database, now) => new WatchStore(database).reportNotSentSeconds(now),
  'counts of an alert window': window(['served', 'wait_ms', 'wait_n'], 'centre', 2),
  'percentiles of an alert window': window(['wait_called', 'service_time'], 'service', 2),
  'desks and outages of an alert window': window(['desk_states', 'centre_states'], 'centre', 8),
  'silence of an alert window': window(['silence'], 'centre', 2),
  'an alert window of a week': window(['served', 'wait_called'], 'centre', 7 * 24),
  'a visit of the processor': (database) =>
    new PostgresProcessorStore(database).visits([{ centreKey: 1, visitId: 'no such visit' }]),
  'open visits of the processor': (database, now) => new PostgresProcessorStore(database).openVisits(now - 24 * HOUR),
  'timelines of the processor': (database, now) =>
    new PostgresProcessorStore(database).timelines([{ centreKey: 1, subject: 'centre', day: text(now).slice(0, 10) }]),
};

/** What the server did for statements: pages that were touched, and milliseconds. */
export interface Work {
  readonly pages: number;
  readonly ms: number;
}

/** A database that asks for the plan of each statement beside its answer, and adds up what it took. */
export function watched(database: Database): { database: Database; work(): Work } {
  let [pages, ms] = [0, 0];
  const query: Database['query'] = async <Row>(sql: string, parameters?: readonly unknown[]) => {
    const { rows } = await database.query<{
      'QUERY PLAN': readonly [{ Plan: Readonly<Record<string, number>>; 'Execution Time': number }];
    }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, parameters);
    const [plan] = rows[0]?.['QUERY PLAN'] ?? [];
    pages += (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0);
    ms += plan?.['Execution Time'] ?? 0;
    return database.query<Row>(sql, parameters);
  };
  return { database: { ...database, query, repeated: query }, work: () => ({ pages, ms }) };
}
