import { afterAll, beforeAll } from 'vitest';
import { REPORT_DEFAULTS } from '#api/reports/report-config.js';
import { type Json, startApi, type TestApi } from './api-server.js';
import type { dispatch } from './dispatch-host.js';
import { startMailServer } from './mail-server.js';
import { addPerson, mailChannel, startDispatch, type TestClock } from './report-bench.js';
import { applyEvents, smallDay } from './small-day.js';
import { startSmallNetwork } from './small-network.js';
import { until } from './until.js';

export const DAY = 24 * 3_600_000;
/** Monday 30 November 2026, 07:30 in Nairobi. */
export const DUE = Date.UTC(2026, 10, 30, 4, 30);
/** Monday 16 November, 08:00 in Nairobi: the first day with customers. */
export const FIRST = Date.UTC(2026, 10, 16, 5);
const TOKEN_SECONDS = 400 * 24 * 3600;

export const SUBSCRIBE =
  'mutation($input: ReportSubscriptionInput!) { subscribe(input: $input) { id runsAs scopeKind nextDueAt } }';
export const ADD = 'mutation($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id state address } }';
export const RUN =
  'mutation($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id state } }';
export const RUNS = `{ reportSubscriptions { id name runsAs stoppedWhy recipients { id name address state addedBy }
  runs { id period state reason says title missing { centreId why } questions { question hash }
    files { format name size sha256 path } deliveries { name address state }
    revisions { kpi row sent now toldIn } } } }`;

/** Some customers on each day. */
async function recordDays(database: Parameters<typeof applyEvents>[0], days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const events = smallDay(FIRST + day * DAY, 60, day + 1).map((event) => ({
      ...event,
      visitId: `d${day}${event.visitId}`,
    }));
    await applyEvents(database, events, FIRST + day * DAY + DAY / 2, `day-${day}`);
  }
}

/**
 * An API that makes and sends reports by a clock of the test, a mail server, and days with customers. Ann is an operator
 * of the whole network, Vera a viewer of one region.
 */
export function reportApi({ days }: { readonly days: number }) {
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  let api: TestApi;
  let sending: ReturnType<typeof dispatch>;
  let channel: ReturnType<typeof mailChannel>;
  const tokens = { ann: '', vera: '' };
  const clock: TestClock = { now: DUE - DAY };

  /** Every agent sends heartbeats and was in contact now. */
  const inContact = () =>
    network.database.query('UPDATE mnara.agent_position SET heartbeat_seconds = 30, last_received_at = $1', [
      new Date(clock.now + 60 * DAY),
    ]);
  beforeAll(async () => {
    [network, server] = await Promise.all([startSmallNetwork(), startMailServer()]);
    const { database } = network;
    await recordDays(database, days);
    await inContact();
    await addPerson(database, 'sam');
    const reports = { ...REPORT_DEFAULTS, stepMs: 20, domains: ['audit.example'], hasPublicUrl: true };
    api = await startApi(database, { now: () => clock.now, reports, smallestCell: 1 });
    tokens.ann = await api.token({ kind: 'network' }, false, TOKEN_SECONDS, 'operator', 'ann');
    tokens.vera = await api.token({ kind: 'region', regionId: 'R2' }, false, TOKEN_SECONDS, undefined, 'vera');
    channel = mailChannel(database, server);
    sending = startDispatch(database, channel, clock);
  });
  afterAll(async () => {
    await sending?.dispatcher.stop();
    await channel?.close();
    await api?.stop();
    await server?.stop();
    await network?.stop();
  });

  const ask = async (token: string, query: string, variables: Record<string, unknown> = {}): Promise<Json> => {
    const { data, errors } = await api.ask(token, query, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const runsOf = async (id: string): Promise<Json[]> =>
    (await ask(tokens.ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).runs;
  return {
    clock,
    tokens,
    inContact,
    ask,
    runsOf,
    api: () => api,
    database: () => network.database,
    mails: () => server.mails,
    /** The code of what is refused. */
    codeOf: async (token: string, query: string, variables: Record<string, unknown> = {}) =>
      (await api.ask(token, query, variables)).errors?.[0]?.extensions?.code,
    /** A subscription of Ann's. */
    subscribe: async (more: Record<string, unknown> = {}): Promise<string> => {
      const input = { name: 'Weekly letter', template: 'weekly_letter', cadence: 'weekly', ...more };
      return (await ask(tokens.ann, SUBSCRIBE, { input })).subscribe.id;
    },
    /** The newest run once it has ended; with a period: once that one has. The clock goes on meanwhile. */
    ended: (id: string, period?: string) =>
      until(
        'the run ends',
        async () => {
          clock.now += 1000;
          const [run] = await runsOf(id);
          if (period !== undefined && run?.period !== period) return undefined;
          return ['sent', 'skipped', 'failed'].includes(run?.state) ? run : undefined;
        },
        () => runsOf(id),
      ),
    download: (path: string, token: string) =>
      fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  };
}
