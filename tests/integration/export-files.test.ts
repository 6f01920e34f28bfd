import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileOptions } from '#api/exports/file-options.js';
import { ThreadedFile } from '#api/exports/thread/threaded-file.js';
import { LEG_COLUMNS } from '#store/visits/leg-record.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { type FileAsker, fileAsker } from '../_support/file-asker.js';
import { fileOf, readParquet } from '../_support/read-files.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const HOUR = 3_600_000;
/** Monday 9 March 2026, 07:00 in Nairobi. */
const START = Date.UTC(2026, 2, 9, 4);
const NOW = START + 96 * HOUR;
const DAY = 'from=2026-03-09&to=2026-03-10&clock=left_queue';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, smallDay(START, 300, 1), NOW);
  await network.database.query(
    `UPDATE mnara.centre SET names = '{"en": "=HYPERLINK(\\"http://x\\")", "kk": "Қызылорда"}' WHERE centre_id = 'C1'`,
  );
  api = await startApi(network.database, { now: () => NOW });
  token = await api.token({ kind: 'network' });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const ask: FileAsker['file'] = (path, as) => fileAsker(api.url, token).file(path, as);
const jsonOf: FileAsker['json'] = (path, as) => fileAsker(api.url, token).json(path, as);
const refused: FileAsker['refused'] = (path, as) => fileAsker(api.url, token).refused(path, as);

/** The legs of the day as the database has them. */
async function stored(where = 'TRUE'): Promise<readonly Json[]> {
  const { rows } = await network.database.query<Json>(
    `SELECT l.visit_id, l.leg_no, c.centre_id, l.outcome, l.wait_ms, l.service_ms, l.left_queue_at, l.ended_at
     FROM mnara.leg l JOIN mnara.centre c USING (centre_key)
     WHERE l.left_queue_at >= '2026-03-09T00:00+03' AND l.left_queue_at < '2026-03-10T00:00+03' AND ${where}
     ORDER BY l.left_queue_at, l.centre_key, l.visit_id, l.leg_no`,
  );
  return rows;
}

describe('a file of legs', () => {
  test('has every leg of the period with its values, in every format', async () => {
    const legs = await stored();
    expect(legs.length).toBeGreaterThan(250);
    const { rows, trailer, notes } = await jsonOf(`legs?${DAY}&format=json`);
    const at = (text: string | null): number | null => (text === null ? null : Date.parse(text));
    expect(rows.map(({ visit_id, leg_no, wait, ended_at }: Json) => [visit_id, leg_no, wait, at(ended_at)])).toEqual(
      legs.map(({ visit_id, leg_no, wait_ms, ended_at }) => [
        visit_id,
        leg_no,
        wait_ms === null ? null : wait_ms / 1000,
        ended_at === null ? null : Number(ended_at),
      ]),
    );
    const offsets = { C1: '+03:00', C2: '+05:30', C3: '+03:00' };
    for (const { centre, left_queue_at } of rows) expect(left_queue_at).toContain(offsets[centre as 'C1']);
    expect(trailer.rows).toBe(String(legs.length));
    expect(notes).toMatchObject({ period: expect.stringContaining('2026-03-09'), time_zone: 'Africa/Nairobi' });

    const csv = await ask(`legs?${DAY}&format=csv&form=machine`);
    const read = parse(csv.body, { columns: true }) as Record<string, string>[];
    expect(read.map((row) => row['wait'])).toEqual(rows.map(({ wait }: Json) => (wait === null ? '' : String(wait))));
    expect(csv.headers).toMatchObject({
      'mnara-rows': String(legs.length),
      'mnara-csv': 'form=machine; separator=comma; decimal=point; escape=formulas',
      'content-disposition': `attachment; filename="mnara-legs-2026-03-09.csv"; filename*=UTF-8''mnara-legs-2026-03-09.csv`,
    });
    expect(csv.trailers['mnara-rows-sha256']).toBe(trailer.sha256);
    const digest = createHash('sha256').update(csv.body).digest('base64');
    expect(csv.trailers['content-digest']).toBe(`sha-256=:${digest}:`);

    const { path, done } = await fileOf('legs.parquet', (await ask(`legs?${DAY}&format=parquet`)).body);
    const found = await readParquet(path, 'SELECT visit_id, wait, epoch_ms(left_queue_at) AS at FROM FILE');
    expect(found.map(({ visit_id, wait, at }) => [visit_id, wait, Number(at)])).toEqual(
      legs.map((leg) => [leg.visit_id, leg.wait_ms === null ? null : leg.wait_ms / 1000, +leg.left_queue_at]),
    );
    await done();
  });

  test('is of the same rows as the KPIs of the period', async () => {
    const { data } = await api.ask(
      token,
      'query ($r: KpiRequest!) { kpis(request: $r) { rows { values { value } } } }',
      {
        r: { ids: ['demand'], from: '2026-03-09', to: '2026-03-10' },
      },
    );
    const { rows } = await jsonOf(`legs?${DAY}&format=json`);
    const demand = rows.filter(
      (row: Json) => row.started_at ?? row.ended_at ?? ['no_show', 'abandoned'].includes(row.outcome),
    );
    expect(demand).toHaveLength(data.kpis.rows[0].values[0].value);
  });

  test('is of the same legs as the pages of the API, by each clock (E4)', async () => {
    for (const clock of ['issued', 'left_queue', 'ended']) {
      const period = `from=2026-03-09&to=2026-03-10&clock=${clock}`;
      const pages: Json[] = [];
      for (let path = `legs?${period}&limit=100`; path !== ''; ) {
        const page = await jsonOf(path);
        pages.push(...page.legs);
        path = page.next === null ? '' : page.next.replace('/api/v1/', '');
      }
      const { rows } = await jsonOf(`legs?${period}&format=json`);
      const picked = (one: Json) => [
        one.visitId ?? one.visit_id,
        one.legNo ?? one.leg_no,
        one.segment?.gender ?? one.gender ?? null,
      ];
      expect(rows.map(picked)).toEqual(pages.map(picked));
    }
  });

  test('speaks the language of people, and no name of a centre is a formula', async () => {
    const people = (
      await ask(`legs?${DAY}&format=csv&language=ru&separator=semicolon&where=centre=C1`)
    ).body.toString();
    expect(people).toContain('Код региона;Код центра;Центр;Часовой пояс;');
    expect(people).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(people).toContain('Фильтры;centre=C1;');
    const kazakh = await jsonOf(`legs?${DAY}&format=json&language=kk&where=centre=C1`);
    expect(kazakh.rows[0].centre_name).toBe('Қызылорда');
  });

  test('holds what the viewer may see, and repeats its filters (E25)', async () => {
    const region = await api.token({ kind: 'region', regionId: 'R1' });
    const mine = await jsonOf(`legs?${DAY}&format=json`, region);
    expect(new Set(mine.rows.map((row: Json) => row.region))).toEqual(new Set(['R1']));
    expect(await refused(`legs?${DAY}&format=csv&where=centre=C3`, region)).toMatchObject({ code: 'UNKNOWN_PLACE' });
    const agency = await jsonOf(`legs?${DAY}&format=json`, await api.token({ kind: 'agency', agencyId: 'KRA' }));
    expect(new Set(agency.rows.map((row: Json) => row.agency))).toEqual(new Set(['KRA']));
    const filtered = await jsonOf(`legs?${DAY}&format=json&where=centre=C2&where=outcome=served`);
    expect(filtered.rows).toHaveLength((await stored(`c.centre_id = 'C2' AND l.outcome = 'served'`)).length);
    expect(filtered.notes.filters).toBe('centre=C2; outcome=served');
    const again = await jsonOf(`legs?${DAY}&format=json&where=outcome=served&where=centre=C2`);
    expect(again.notes.question_sha256).toBe(filtered.notes.question_sha256);
  });

  test('is refused without the permission, and what it asks for badly is said as JSON', async () => {
    const blind = await api.token({ kind: 'network' }, false);
    expect(await refused(`legs?${DAY}&format=csv`, blind)).toMatchObject({
      status: 403,
      message: expect.stringContaining('Ask for figures by desk'),
    });
    expect(await refused(`legs?${DAY}&format=csv`, 'no token')).toMatchObject({ status: 401 });
    expect(await refused('legs?from=2026-03-10&to=2026-03-10&format=csv')).toMatchObject({ code: 'BAD_PERIOD' });
    expect(await refused('legs?from=2026-02-31&to=2026-03-10&format=csv')).toMatchObject({ code: 'BAD_DATE' });
    expect(await refused(`legs?${DAY}&format=csv&centre=C1`)).toMatchObject({
      code: 'BAD_VALUE',
      message: expect.stringContaining('There is no parameter "centre"'),
    });
    expect(await refused(`legs?${DAY}&format=csv&where=moon=full`)).toMatchObject({ code: 'BAD_FILTER' });
    expect(await refused(`legs?${DAY}&format=doc`)).toMatchObject({ status: 406 });
    expect(await refused(`legs?${DAY}&format=pdf&orientation=portrait`)).toMatchObject({
      status: 422,
      message: expect.stringContaining('paper=a3'),
    });
  });

  test('has no rows, and says so, where nothing was recorded', async () => {
    const { body, headers } = await ask('legs?from=2020-01-01&to=2021-01-01&format=csv');
    expect(headers['mnara-rows']).toBe('0');
    expect(headers['content-disposition']).toContain('mnara-legs-2020-01-01--2020-12-31.csv');
    expect(body.toString()).toMatch(/Rows,0,+\r\n/);
  });
});

describe('a file on its way', () => {
  /** A day of many legs: copies of those that are there. */
  const LONG = 'from=2026-04-01&to=2026-04-02&clock=left_queue';
  beforeAll(async () => {
    const { rows } = await network.database.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'mnara' AND table_name = 'leg'
       AND column_name NOT IN ('visit_id', 'left_queue_at')`,
    );
    const names = rows.map(({ name }) => name).join(', ');
    await network.database.query(
      `INSERT INTO mnara.leg (${names}, visit_id, left_queue_at)
       SELECT ${names}, 'copy' || n || visit_id, '2026-04-01T06:00+03'::timestamptz + n * interval '1 second'
       FROM mnara.leg, generate_series(1, 60) n WHERE leg_no = 1`,
    );
  });

  const fetching = async (): Promise<number> =>
    (
      await network.database.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE '%file_rows%' AND query NOT LIKE '%pg_stat_activity%'
         AND state <> 'idle'`,
      )
    ).rowCount;

  test('is read no faster than its client takes it, and its statement ends when the client leaves (E19)', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${api.url}/api/v1/legs?${LONG}&format=json`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    expect(Number(response.headers.get('mnara-rows'))).toBeGreaterThan(15_000);
    await until('a cursor that waits for its client', async () => (await fetching()) === 1, fetching);
    leaving.abort();
    await until('no cursor', async () => (await fetching()) === 0, fetching);
    // Its turn is free again.
    expect((await ask(`legs?${DAY}&format=csv`)).status).toBe(200);
  });

  test('breaks off, and never looks whole, when the database fails in the middle (E20)', async () => {
    const response = await fetch(`${api.url}/api/v1/legs?${LONG}&format=csv`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await until('a cursor that waits for its client', async () => (await fetching()) === 1, fetching);
    await network.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE query LIKE '%file_rows%' AND query NOT LIKE '%pg_terminate%' AND state <> 'idle'`,
    );
    await expect(response.text()).rejects.toThrow();
  });

  test('breaks off when the thread that makes it fails, and its rows are read no further', async () => {
    let isClosed = false;
    async function* rows() {
      try {
        // The last field is no JSON.
        for (;;) yield [`(${','.repeat(Object.keys(LEG_COLUMNS).length - 1)}{)`];
      } finally {
        isClosed = true;
      }
    }
    const none = new Map<string, string>();
    const names = { language: 'en', regions: none, centres: none, services: none, agencies: none } as const;
    const options = readFileOptions({ format: 'csv' });
    const order = { kind: 'legs', clock: 'issued', options, rowCount: 1, notes: [], names, timeZone: 'UTC' } as const;
    const read = async () => {
      for await (const _ of new ThreadedFile(order, rows()).bytes);
    };
    await expect(read()).rejects.toThrow(/JSON/);
    expect(isClosed).toBe(true);
  });

  test('waits for its turn, and a question does not wait for it', async () => {
    const slow = await Promise.all(
      [1, 2].map(async (number) => {
        const own = await api.token({ kind: 'network' }, true, 600, undefined, `viewer ${number}`);
        return fetch(`${api.url}/api/v1/legs?${LONG}&format=json`, { headers: { authorization: `Bearer ${own}` } });
      }),
    );
    await until('two files', async () => (await fetching()) === 2, fetching);
    const third = ask(`legs?${DAY}&format=csv`);
    const { data } = await api.ask(
      token,
      'query ($r: KpiRequest!) { kpis(request: $r) { rows { values { value } } } }',
      {
        r: { ids: ['served'], from: '2026-03-09', to: '2026-03-10' },
      },
    );
    expect(data.kpis.rows).toHaveLength(1);
    expect(await fetching()).toBe(2);
    const bodies = await Promise.all(slow.map((response) => response.json() as Promise<Json>));
    expect(bodies.map((body) => body.rows.length)).toEqual(slow.map((one) => Number(one.headers.get('mnara-rows'))));
    expect((await third).status).toBe(200);
  });
});

describe('files of alerts, directives, quality and desks', () => {
  const WEEK = 'from=2026-03-09&to=2026-03-16';
  beforeAll(async () => {
    const { database } = network;
    await database.query(
      `INSERT INTO mnara.alert (rule_id, rule_version, identity, centre_id, region_id, severity, condition,
         condition_since, episode, fired_at, cleared_at, closed_at, value, threshold, suppressed_by)
       SELECT 'queue', 1, 'centre=' || id, id, region, 'critical', 'normal', at, 2, at, at + interval '1 hour', at + interval '1 hour', 31.5, 30,
         '{silence,maintenance}'
       FROM (VALUES ('C1', 'R1', '2026-03-08T21:30Z'::timestamptz), ('C3', 'R2', '2026-03-10T09:00Z'),
         ('C3', 'R2', '2026-03-15T21:30Z')) AS fired(id, region, at)`,
    );
    await database.query(
      `INSERT INTO mnara.directive (directive_id, request_id, centre_key, kind, quantity, words, sent_at, sent_by,
         acknowledge_by, due_at, changed_at)
       SELECT gen_random_uuid(), gen_random_uuid(), centre_key, 'open_desks', 2, '=open "two", please' || chr(10) || 'now',
         '2026-03-10T06:00Z', 'Asha', '2026-03-10T06:10Z', '2026-03-10T07:00Z', now() FROM mnara.centre`,
    );
    await database.query(
      `INSERT INTO mnara.data_quality SELECT centre_key, day, 'clock_disagrees', 7
       FROM mnara.centre, unnest(ARRAY['2026-03-09', '2026-03-15', '2026-03-16']::date[]) AS day`,
    );
  });

  test('have what is stored, by the local clock', async () => {
    const alerts = await jsonOf(`alerts?${WEEK}&format=json`);
    expect(alerts.rows.map(({ centre, fired_at }: Json) => [centre, fired_at])).toEqual([
      ['C1', '2026-03-09T00:30:00+03:00'],
      ['C3', '2026-03-10T12:00:00+03:00'],
    ]);
    expect(alerts.rows[0]).toMatchObject({ rule_name: 'queue', value: 31.5, suppressed_by: 'silence maintenance' });
    const directives = await jsonOf(`directives?${WEEK}&format=json`);
    expect(directives.rows.map(({ centre, sent_at, state, text }: Json) => [centre, sent_at, state, text])).toEqual([
      expect.arrayContaining([expect.any(String)]),
      expect.arrayContaining([expect.any(String)]),
      expect.arrayContaining([expect.any(String)]),
    ]);
    expect(directives.rows.find(({ centre }: Json) => centre === 'C2')).toMatchObject({
      sent_at: '2026-03-10T11:30:00+05:30',
      state: 'sent',
      quantity: 2,
    });
    const quality = await jsonOf(`quality?${WEEK}&format=json`);
    expect(quality.rows.map(({ centre, day, n }: Json) => [centre, day, n])).toEqual(
      ['2026-03-09', '2026-03-15'].flatMap((day) => ['C1', 'C2', 'C3'].map((centre) => [centre, day, 7])),
    );
  });

  test('have the hours of desks that the KPIs add up to', async () => {
    const { rows } = await jsonOf(`desk-states?${WEEK}&format=json`);
    const { data } = await api.ask(
      token,
      'query ($r: KpiRequest!) { kpis(request: $r) { rows { values { value } } } }',
      {
        r: { ids: ['serving_time'], from: '2026-03-09', to: '2026-03-16' },
      },
    );
    const serving = rows.reduce((sum: number, row: Json) => sum + row.serving, 0);
    expect(serving).toBeGreaterThan(0);
    expect(serving).toBeCloseTo(data.kpis.rows[0].values[0].value, 3);
  });

  test('hold what the viewer may see, in every format', async () => {
    const region = await api.token({ kind: 'region', regionId: 'R2' }, false);
    const agency = await api.token({ kind: 'agency', agencyId: 'KRA' }, false);
    for (const kind of ['alerts', 'directives', 'quality', 'desk-states']) {
      const { rows } = await jsonOf(`${kind}?${WEEK}&format=json`, region);
      expect(new Set(rows.map((row: Json) => row.centre)), kind).toEqual(new Set(['C3']));
      expect((await jsonOf(`${kind}?${WEEK}&format=json`, agency)).rows, kind).toEqual([]);
      for (const format of ['csv', 'xlsx', 'pdf', 'parquet']) {
        const { status, headers } = await ask(`${kind}?${WEEK}&format=${format}`, region);
        expect([status, headers['mnara-rows']], `${kind} ${format}`).toEqual([200, String(rows.length)]);
      }
      expect(await refused(`${kind}?${WEEK}&format=csv&where=gender=female`)).toMatchObject({ code: 'BAD_FILTER' });
    }
    expect(await refused('desk-states')).toMatchObject({ status: 406 });
    const { exports } = await jsonOf('exports');
    expect(exports.map(({ resource }: Json) => resource)).toContain('desk-states');
  });
});
