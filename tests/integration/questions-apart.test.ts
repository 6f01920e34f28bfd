import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ApiConfig } from '#api/api-config.js';
import { QUESTION_LIMITS, type QuestionLimits } from '#api/kpi/questions.js';
import { openDatabases } from '#local/embedded/embedded-databases.js';
import { BEHIND, runBehind } from '#local/embedded/run-behind.js';
import { startOperationsServer } from '#platform/health/operations-server.js';
import { ReadinessProbe } from '#platform/health/readiness.js';
import { type Database, openDatabase, poolState } from '#platform/postgres/database.js';
import { ShutdownSteps } from '#platform/process/shutdown-steps.js';
import { makeLog } from '#platform/telemetry/log.js';
import { makeMetrics } from '#platform/telemetry/metrics.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const START = Date.UTC(2026, 2, 9, 4);
const ASKERS = 30;
const TABLE = `query($request: KpiRequest!) { kpis(request: $request) { rows { values { value } } notes { code } } }`;
/** Reads the desks' hours, which the test locks; nothing else here does. */
const SLOW = { ids: ['desk_open_time'], from: '2026-01-01', to: '2027-01-01', by: ['desk', 'month'] };
const ONE_DAY = { ids: ['served'], from: '2026-03-09', to: '2026-03-10', by: ['centre'] };
const LIVE = '{ scopeFigures { centresTotal } trend(minutes: 60, stepMinutes: 15) { at } }';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, smallDay(START, 60, 1), START + 86_400_000);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => network?.stop());

/** Opens a pool that the test closes. */
function open(applicationName: string, connections: number): Database {
  const database = openDatabase(network.url, { connections, applicationName, connectWithinMs: 2_000 });
  ends.push(() => database.close());
  return database;
}

async function start(config: Partial<ApiConfig>, connections = 8): Promise<TestApi> {
  const api = await startApi(open('mnara-api', connections), config);
  ends.push(() => api.stop());
  return api;
}

/** Locks a table that slow questions read, until it is let go: they take as long as the test wants. */
async function lockDesks(): Promise<() => Promise<void>> {
  const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = network.database.transaction(async (tx) => {
    await tx.query('LOCK TABLE mnara.rollup_desk_hour IN ACCESS EXCLUSIVE MODE');
    locked.resolve();
    await over.promise;
  });
  await locked.promise;
  const release = async (): Promise<void> => {
    over.resolve();
    await holding;
  };
  ends.push(release);
  return release;
}

const statements = async (): Promise<number> =>
  (
    await network.database.query(
      `SELECT FROM pg_stat_activity
       WHERE state = 'active' AND wait_event_type = 'Lock' AND query LIKE '%rollup_desk_hour%'`,
    )
  ).rowCount;

/** Until so many statements wait for the locked table. */
const untilRunning = (number: number) =>
  until(`${number} statements that wait`, async () => (await statements()) === number, statements);

const ask = (api: TestApi, token: string, request: object) => api.ask(token, TABLE, { request });
const apart = (): Partial<ApiConfig> => ({
  databases: { live: open('mnara-live', 4), questions: open('mnara-questions', 5), exports: open('mnara-exports', 2) },
});
const codeOf = ({ errors }: Awaited<ReturnType<TestApi['ask']>>): string | undefined => errors?.[0]?.extensions?.code;

/** 30 viewers ask the slow question; resolves when as many run as may. */
async function askThirty(api: TestApi, running: number) {
  const askers = await Promise.all(
    Array.from({ length: ASKERS }, (_, number) => api.token({ kind: 'network' }, true, 600, undefined, `v${number}`)),
  );
  const answers = Promise.all(askers.map((token) => ask(api, token, SLOW)));
  await untilRunning(running);
  return { answers };
}

describe('thirty askers of a slow question', () => {
  test('leave the figures of now, a question of one day and /livez answering; all are answered', async () => {
    const api = await start(apart());
    const health = await startOperationsServer(
      { readiness: new ReadinessProbe({ service: 'test', version: '0' }), metrics: makeMetrics() },
      { host: '127.0.0.1', port: 0, variable: 'none' },
    );
    ends.push(() => health.close());
    const release = await lockDesks();
    const { answers } = await askThirty(api, QUESTION_LIMITS.long.atOnce);
    const token = await api.token({ kind: 'network' }, true, 600, undefined, 'other');
    expect((await api.ask(token, LIVE)).data.scopeFigures.centresTotal).toBe(3);
    expect((await ask(api, token, ONE_DAY)).data.kpis.rows).toHaveLength(3);
    expect((await fetch(`http://127.0.0.1:${health.port}/livez`)).status).toBe(200);
    expect(await statements()).toBe(QUESTION_LIMITS.long.atOnce);
    await release();
    expect((await answers).map(codeOf)).toEqual(Array.from({ length: ASKERS }, () => undefined));
  });

  test('stop everything where one pool serves all and nobody takes turns: the control', async () => {
    const all = { atOnce: ASKERS, perViewer: ASKERS, waiting: ASKERS, waitingPerViewer: ASKERS };
    const api = await start({ questions: { short: all, long: all, seconds: 30 } }, 12);
    const release = await lockDesks();
    const { answers } = await askThirty(api, 12);
    const token = await api.token({ kind: 'network' }, true, 600, undefined, 'other');
    const [live, day] = await Promise.all([api.ask(token, LIVE), ask(api, token, ONE_DAY)]);
    expect(live.errors?.length).toBeGreaterThan(0);
    expect(day.errors?.length).toBeGreaterThan(0);
    await release();
    await answers;
  });
});

test('in the embedded shape questions and files are read behind everything else', async () => {
  const shutdown = new ShutdownSteps(
    makeLog({ service: 'test', level: 'error', shape: 'json', write: () => undefined }),
  );
  const { database, processorDatabase, alertingDatabase, apiDatabases } = openDatabases(
    network.url,
    () => undefined,
    shutdown,
  );
  ends.push(() => shutdown.run(10_000));
  const { live, questions, exports } = apiDatabases;
  /** How a pool's backend ranks: by itself, and its session, among which Linux shares the processor out first. */
  const rank = async (pool: Database) => {
    const { rows } = await pool.query<{ pid: number; workers: string }>(
      `SELECT pg_backend_pid() AS pid, current_setting('max_parallel_workers_per_gather') AS workers`,
    );
    const { pid = 0, workers = '' } = rows[0] ?? {};
    const session = await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => undefined);
    return { nice: getPriority(pid), session: session?.replace(/.* nice /, '').trim(), workers };
  };
  const others = await Promise.all([live, database, processorDatabase, alertingDatabase].map(rank));
  const hasSessions = others[0]?.session !== undefined;
  for (const other of others)
    expect(other).toEqual({ nice: getPriority(network.pid), session: hasSessions ? '0' : undefined, workers: '2' });
  const behind = { nice: BEHIND, session: hasSessions ? String(BEHIND) : undefined, workers: '0' };
  for (const pool of [questions, exports])
    await until(
      'a backend behind the others',
      async () => isDeepStrictEqual(await rank(pool), behind),
      () => rank(pool),
    );
});

test.each([
  ['of nobody', 0],
  ['that has ended', 2 ** 22],
])('a process %s is left alone without an error', async (_name, pid) => {
  await expect(runBehind(pid)).resolves.toBeUndefined();
});

describe('a question', () => {
  const limits = (seconds: number): QuestionLimits => ({ ...QUESTION_LIMITS, seconds });

  test('ends in the database when its client leaves, and gives its connection back', async () => {
    const questions = open('mnara-questions', 1);
    const api = await start({ databases: { live: questions, questions, exports: questions } });
    await lockDesks();
    const gone = new AbortController();
    const token = await api.token({ kind: 'network' });
    const asked = fetch(`${api.url}/graphql`, {
      method: 'POST',
      signal: gone.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: TABLE, variables: { request: SLOW } }),
    });
    await untilRunning(1);
    gone.abort();
    await expect(asked).rejects.toThrow();
    await untilRunning(0);
    // The only connection serves the next one.
    expect((await ask(api, token, ONE_DAY)).data.kpis.rows).toHaveLength(3);
    expect(poolState(questions)?.waiting).toBe(0);
  });

  test('that takes too long is stopped in the database, and the answer says what to do', async () => {
    const api = await start({ ...apart(), questions: limits(1) });
    await lockDesks();
    const { errors } = await ask(api, await api.token({ kind: 'network' }), SLOW);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'TOO_SLOW' } });
    expect(errors?.[0]?.message).toContain(
      'needed more than 1 s for this question, so it was stopped. Ask for a shorter',
    );
    await untilRunning(0);
  });

  test('that the database itself ends says the same', async () => {
    const database = openDatabase(network.url, { connections: 5, statementTimeoutMs: 200 });
    ends.push(() => database.close());
    const api = await start({ databases: { live: database, questions: database, exports: database } });
    await lockDesks();
    expect(codeOf(await ask(api, await api.token({ kind: 'network' }), SLOW))).toBe('TOO_SLOW');
  });

  test('has its turn until its answer is made: a large one is sent in pieces, without a length', async () => {
    const one = { atOnce: 1, perViewer: 1, waiting: 9, waitingPerViewer: 9 };
    const api = await start({ ...apart(), questions: { short: one, long: one, seconds: 30 } });
    const token = await api.token({ kind: 'network' });
    const request = { ids: ['served'], from: '2026-01-01', to: '2027-01-01', by: ['hour'] };
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        fetch(`${api.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query: TABLE, variables: { request } }),
        }),
      ),
    );
    for (const answer of answers) {
      expect(answer.headers.get('content-length')).toBeNull();
      expect(((await answer.json()) as Json).data.kpis.rows).toHaveLength(8_760);
    }
  });

  test('is refused when its request asks for several tables that are too large together', async () => {
    const api = await start(apart());
    const fields = ['a', 'b', 'c'].map((name) => `${name}: kpis(request: $request) { notes { code } }`).join(' ');
    const request = { ids: ['served', 'no_shows'], from: '2026-01-01', to: '2027-01-01', by: ['quarter_hour'] };
    const { errors } = await api.ask(
      await api.token({ kind: 'network' }),
      `query($request: KpiRequest!) { ${fields} }`,
      {
        request,
      },
    );
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['TOO_MUCH']);
  });
});
