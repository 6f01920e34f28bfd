import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { type FileAsker, fileAsker } from '../_support/file-asker.js';
import { fileOf, HAS_OPENPYXL, HAS_PDFTOTEXT, readBook, readParquet, readPdf } from '../_support/read-files.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

const HOUR = 3_600_000;
/** Monday 9 March 2026, 07:00 in Nairobi. */
const START = Date.UTC(2026, 2, 9, 4);
const NOW = START + 96 * HOUR;
const IDS = ['served', 'wait_mean', 'wait_p90', 'service_level:300', 'satisfaction', 'rating_distribution'];

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
let files: FileAsker;
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, smallDay(START, 300, 1), NOW);
  api = await startApi(network.database, { now: () => NOW });
  token = await api.token({ kind: 'network' });
  files = fileAsker(api.url, token);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const QUERY = `query ($r: KpiRequest!) { kpis(request: $r) { questionHash notes { code }
  rows { group { key value label } values { id value n d complete errorBound noData suppressed
    compared { value difference } distribution } } totals { group { key value } values { id value } } } }`;

interface Asked {
  readonly by?: string[];
  readonly split?: string;
  readonly compare?: string;
  readonly totals?: boolean;
}

/** A question as an address has it, and what the API answers to it. */
async function both(more: Asked): Promise<{ address: string; answer: Json }> {
  const { by = [], split, compare, totals = false } = more;
  const request = {
    ids: IDS,
    from: '2026-03-08',
    to: '2026-03-11',
    by,
    totals,
    ...(split && { split }),
    ...(compare && { compare }),
  };
  const { data, errors } = await api.ask(token, QUERY, { r: request });
  expect(errors).toBeUndefined();
  const parameters = new URLSearchParams({ ids: IDS.join(','), from: request.from, to: request.to, by: by.join(',') });
  if (split !== undefined) parameters.set('split', split);
  if (compare !== undefined) parameters.set('compare', compare);
  if (totals) parameters.set('totals', 'true');
  return { address: `kpis?${parameters}`, answer: data.kpis };
}

/** A KPI's English name, which is its header for people. */
const nameOf = (id: string): string => KPI_CATALOGUE.find((kpi) => kpi.id === id)?.names.en ?? id;

/** The value columns of a row that was read back, by id. */
const valuesOf = (row: Json): Json[] => IDS.map((id) => row[id] ?? null);
const answered = (answer: Json): Json[] =>
  answer.rows.map(({ values }: Json) => values.map(({ value }: Json) => value));

describe('a file of KPIs', () => {
  test('has the figures of the API, by every group and split, in JSON, Parquet and CSV', async () => {
    for (const asked of [
      {},
      { by: ['centre', 'day'] },
      { by: ['region', 'hour'], compare: 'before' },
      { by: ['agency'], split: 'gender', totals: true },
      { by: ['desk', 'hour_of_day'] },
    ]) {
      const { address, answer } = await both(asked);
      const json = await files.json(`${address}&format=json`);
      const rows = json.rows.slice(0, answer.rows.length);
      expect(rows.map(valuesOf)).toEqual(answered(answer));
      expect(json.rows.length).toBe(answer.rows.length + answer.totals.length);
      expect(json.notes.question_sha256).toBe(answer.questionHash);
      for (const [at, { group, values }] of answer.rows.entries()) {
        for (const { key, value } of group) expect(rows[at][key]).toBe(value);
        for (const { id, n, d, complete, errorBound, noData, suppressed, compared } of values) {
          expect(rows[at]).toMatchObject({ [`${id}_n`]: n, [`${id}_d`]: d, [`${id}_complete`]: complete });
          expect(rows[at][`${id}_error_bound`]).toBe(errorBound);
          expect(rows[at][`${id}_status`]).toBe(suppressed ? 'suppressed' : noData ? 'no_data' : 'ok');
          if (compared !== null) expect(rows[at][`${id}_difference`]).toBe(compared.difference);
        }
      }
      const { path, done } = await fileOf('kpis.parquet', (await files.file(`${address}&format=parquet`)).body);
      const parquet = await readParquet(path, 'SELECT * FROM FILE');
      expect(parquet.slice(0, answer.rows.length).map(valuesOf)).toEqual(answered(answer));
      await done();
      const csv = parse((await files.file(`${address}&format=csv&form=machine`)).body, { columns: true }) as Json[];
      expect(
        csv.slice(0, answer.rows.length).map((row) => IDS.map((id) => (row[id] === '' ? null : Number(row[id])))),
      ).toEqual(answered(answer));
    }
  });

  test.skipIf(!HAS_OPENPYXL)('has typed figures, definitions and notes in XLSX; its totals are the API’s', async () => {
    const { address, answer } = await both({ by: ['region', 'day'], totals: true });
    const { path, done } = await fileOf('kpis.xlsx', (await files.file(`${address}&format=xlsx`)).body);
    const { sheets } = await readBook(path);
    await done();
    const [header = [], ...rows] = sheets['figures']?.rows ?? [];
    const at = (label: string): number => header.findIndex((cell) => cell?.value === label);
    const [whole] = answer.totals;
    const total = rows.find((row) => row[at('Row or total')]?.value === 'total' && row[at('Region')] === null);
    const value = (id: string): number => whole.values.find((one: Json) => one.id === id).value;
    expect(total?.[at(nameOf('served'))]?.value).toBe(value('served'));
    expect(total?.[at(nameOf('wait_mean'))]?.value).toBeCloseTo(value('wait_mean'), 3);
    expect(total?.[at(nameOf('wait_mean'))]?.format).toBe('[h]:mm:ss');
    expect(rows[0]?.[at('Day')]).toMatchObject({ type: 'd', format: 'yyyy-mm-dd', value: '2026-03-08T00:00:00' });
    const notes = Object.fromEntries((sheets['notes']?.rows ?? []).map(([name, text]) => [name?.value, text?.value]));
    expect(notes).toMatchObject({
      Period: '2026-03-08 to 2026-03-11 (without the last moment)',
      'Question SHA-256': answer.questionHash,
      'Time zone': 'Africa/Nairobi',
      'As of': '2026-03-13T07:00:00+03:00',
      'Lowest completeness': expect.stringContaining('%'),
      Rows: String(rows.length),
    });
    expect(sheets['definitions']?.rows.map(([id]) => id?.value)).toContain('wait_mean v1');
  });

  test.skipIf(!HAS_PDFTOTEXT)('has rounded figures, a chart and what is hidden or missing in PDF', async () => {
    const { address, answer } = await both({ by: ['centre'], split: 'gender' });
    for (const language of ['en', 'kk']) {
      const { path, done } = await fileOf(
        'kpis.pdf',
        (await files.file(`${address}&format=pdf&language=${language}`)).body,
      );
      const text = (await readPdf(path)).join('');
      await done();
      const wait = answer.rows[0].values.find(({ id }: Json) => id === 'wait_mean').value;
      expect(text).toContain(String(Number(wait.toFixed(1))));
      expect(text).toContain(language === 'en' ? `of ${answer.rows.length} · page` : `барлығы ${answer.rows.length}`);
    }
    const empty = await files.file('kpis?ids=wait_mean&from=2025-01-01&to=2025-02-01&format=pdf');
    const { path, done } = await fileOf('empty.pdf', empty.body);
    const text = (await readPdf(path)).join('');
    await done();
    expect(text).toContain('no data');
    expect(text).toContain('Nothing was recorded in this period');
  });

  test('has names of its period in the language, days of the local clock, and rounded figures for people', async () => {
    const { headers, body } = await files.file(
      `kpis?ids=wait_mean,satisfaction&period=this_week&by=day&zone=network&format=csv&language=sw&separator=semicolon&decimal=comma`,
    );
    expect(headers['content-disposition']).toContain('mnara-kpis-2026-03-09--2026-03-15.csv');
    const rows = body.toString().split('\r\n');
    expect(rows[0]).toMatch(/^\ufeffSiku;Saa za eneo;/);
    expect(rows[1]).toMatch(/^2026-03-09;Africa\/Nairobi;\d+(,\d)?;/);
  });

  test('is refused before anything is read when it is too large, with the number', async () => {
    expect(
      await files.refused('kpis?ids=served&from=2026-01-01&to=2028-01-01&by=centre,hour&format=xlsx'),
    ).toMatchObject({
      status: 422,
      message: expect.stringContaining('52,560 rows'),
    });
    expect(
      await files.refused('kpis?ids=served&from=2026-01-01&to=2026-12-31&by=centre,hour&format=pdf'),
    ).toMatchObject({
      message: expect.stringContaining('a pdf file has at most 20,000'),
    });
    expect(await files.refused('kpis?ids=served&format=csv')).toMatchObject({ code: 'BAD_PERIOD' });
    expect(await files.refused('kpis?ids=nonsense&period=today&format=csv')).toMatchObject({ code: 'UNKNOWN_KPI' });
    expect(await files.refused('kpis?ids=served&period=today&by=moon&format=csv')).toMatchObject({ code: 'BAD_VALUE' });
  });
});

describe('a centre without figures (E8)', () => {
  const fileOfDay = (from: string, to: string, more = 'format=json'): string =>
    `kpis?ids=tickets_issued&by=centre&from=${from}&to=${to}&${more}`;
  let later: TestApi;
  let asker: FileAsker;
  /** C1's agent is silent since the evening of 9 March, C2's and C3's were in contact; C2 opens on Saturdays only. */
  beforeAll(async () => {
    const { database } = network;
    await database.query('DELETE FROM mnara.agent_position');
    await database.query(
      `INSERT INTO mnara.agent_position (agent_id, outbox_id, centre_key, heartbeat_seconds, last_received_at)
       SELECT 'agent-' || centre_id, 'outbox', centre_key, 30,
         CASE centre_id WHEN 'C1' THEN $1::timestamptz ELSE $2::timestamptz END FROM mnara.centre`,
      [new Date(START + 10 * HOUR), new Date(NOW)],
    );
    await database.query(
      `UPDATE mnara.centre SET opening_hours = '{"sat": [["08:00", "12:00"]]}' WHERE centre_id = 'C2'`,
    );
    later = await startApi(database, { now: () => NOW });
    asker = fileAsker(later.url, await later.token({ kind: 'network' }));
  });
  afterAll(() => later?.stop());

  test('lacks data, was closed, or had nobody: its file tells these apart, in every language', async () => {
    const { rows, notes } = await asker.json(fileOfDay('2026-03-10', '2026-03-11'));
    expect(notes['centres_missing']).toMatch(/^C1 \(.*2026-03-09 17:00.*\)$/);
    expect(notes['centres_closed']).toBe('C2');
    const figures = rows.map((row: Json) => [row.centre, row.tickets_issued ?? 0]);
    expect(Object.fromEntries(figures)).toEqual({ C1: 0, C2: 0, C3: 0 });
    const russian = await asker.file(fileOfDay('2026-03-10', '2026-03-11', 'format=csv&language=ru'));
    expect(russian.body.toString()).toMatch(/Центры без данных,"?C1 /);
    expect(russian.body.toString()).toContain('"Центры, закрытые весь период",C2,');
  });

  test('is in no list where its data had arrived, the period has not ended, or it was not asked for', async () => {
    const before = await asker.json(fileOfDay('2026-03-07', '2026-03-08'));
    expect(before.notes).not.toHaveProperty('centres_missing');
    expect(before.notes).not.toHaveProperty('centres_closed');
    const open = await asker.json(fileOfDay('2026-03-10', '2026-03-20'));
    expect(open.notes).not.toHaveProperty('centres_missing');
    const other = await asker.json(fileOfDay('2026-03-10', '2026-03-11', 'format=json&where=centre=C3'));
    expect(other.notes).not.toHaveProperty('centres_closed');
  });
});
