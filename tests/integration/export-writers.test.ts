import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { init } from 'echarts';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileFormat } from '#api/exports/export-limits.js';
import type { Column, ExportTable, Row } from '#api/exports/export-table.js';
import { readFileOptions } from '#api/exports/file-options.js';
import { makeFile } from '#api/exports/make-file.js';
import { renderFile } from '#api/exports/render-file.js';
import { pdfWords, xlsxWords } from '#api/exports/words/file-words.js';
import { type PdfPart, writePdfDocument } from '#api/exports/writers/pdf.js';
import { writeXlsx } from '#api/exports/writers/xlsx.js';
import { column, EVERY_KIND, everyKindRows, JUST_AFTER_MIDNIGHT, tableOf } from '../_support/made-up-table.js';
import {
  countRows,
  fileOf,
  HAS_LIBREOFFICE,
  HAS_OPENPYXL,
  HAS_PDFTOTEXT,
  readBook,
  readParquet,
  readPdf,
  readWithLibreOffice,
} from '../_support/read-files.js';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** Writes a table to a file and returns its path. */
async function written(table: ExportTable, format: FileFormat, parameters: Record<string, string> = {}) {
  const options = readFileOptions({ format, ...parameters });
  const { path, done } = await fileOf(`table.${format}`, makeFile(table, options));
  ends.push(done);
  return path;
}

async function textOf(table: ExportTable, format: FileFormat, parameters: Record<string, string> = {}) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of makeFile(table, readFileOptions({ format, ...parameters }))) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const everyKind = (rows: number) => tableOf(EVERY_KIND, everyKindRows(rows), { zoneColumn: 4, rowCount: rows });
const FIRST: Row = [...everyKindRows(1)][0] ?? [];

/** Names that other programs run, cut or turn around. */
const HOSTILE: readonly string[] = [
  '=HYPERLINK("http://example.org","click")',
  "=cmd|' /C calc'!A0",
  '+254 700 000000',
  '-3',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '  =1+1',
  '\u00a0=1+1',
  '\u202e=1+1',
  '\uff1d1+1',
  '\uff0b1',
  '\uff0d1',
  '\uff20x',
  'quote " and, comma; and\nline\r\nbreak',
  '<b>&amp;</b>',
  '_x000D_ is not a line break',
  'Қызылорда \u05d0\u05d1\u05d2 \ud83c\udf0d',
];
const hostileTable = () =>
  tableOf(
    [column('name', 'text'), column('n', 'integer')],
    HOSTILE.map((name, at) => [name, at]),
  );

describe('a file with every kind of value', () => {
  test.skipIf(!HAS_OPENPYXL)('has typed cells in XLSX, by the local clock of its row (E13, E15)', async () => {
    const { sheets } = await readBook(await written(everyKind(3), 'xlsx'));
    expect(Object.keys(sheets)).toEqual(['figures', 'definitions', 'notes']);
    const { rows, frozen, filter } = sheets['figures'] ?? { rows: [], frozen: null, filter: null };
    expect({ frozen, filter }).toEqual({ frozen: 'A2', filter: 'A1:J4' });
    expect(rows[1]?.map((cell) => cell?.value)).toEqual([
      'Қызылорда 0',
      '2026-11-30T00:00:00',
      '2026-11-30T09:00:00',
      '2026-11-30T00:30:00',
      'Africa/Nairobi',
      0,
      0,
      0.25,
      0,
      true,
    ]);
    expect(rows[1]?.map((cell) => cell?.type)).toEqual(['s', 'd', 'd', 'd', 's', 'n', 'n', 'd', 'n', 'b']);
    expect(rows[1]?.[1]?.format).toBe('yyyy-mm-dd');
    expect(rows[1]?.[7]?.format).toBe('[h]:mm:ss');
    const notes = Object.fromEntries((sheets['notes']?.rows ?? []).map(([key, value]) => [key?.value, value?.value]));
    expect(notes).toMatchObject({ Rows: '3', 'SHA-256 of the rows': expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('has a DATE, timestamps and nullable integers in Parquet (E13)', async () => {
    const table = tableOf(EVERY_KIND, [FIRST, FIRST.map(() => null)], { zoneColumn: 4, rowCount: 2 });
    const path = await written(table, 'parquet');
    const [first, empty] = await readParquet(path, 'SELECT * FROM FILE');
    expect(first).toMatchObject({
      day: '2026-11-30',
      hour: '2026-11-30 09:00:00',
      count: '0',
      wait: 0.25,
      closed: true,
    });
    expect(Object.values(empty ?? {}).every((value) => value === null)).toBe(true);
    const types = await readParquet(path, 'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM FILE)');
    expect(types.map((type) => type['column_type']).join(', ')).toBe(
      'VARCHAR, DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE, VARCHAR, BIGINT, DOUBLE, DOUBLE, DOUBLE, BOOLEAN',
    );
    const [at] = await readParquet(path, 'SELECT epoch_ms("at") AS ms FROM FILE LIMIT 1');
    expect(Number(at?.['ms'])).toBe(JUST_AFTER_MIDNIGHT);
  });

  test('has ISO times with their offset for programs, and local ones for people in CSV (E13, E16)', async () => {
    const machine = parse(await textOf(everyKind(2), 'csv', { form: 'machine' }), { columns: true }) as object[];
    expect(machine).toHaveLength(2);
    expect(machine[1]).toMatchObject({
      day: '2026-11-30',
      at: '2026-11-30T00:31:01+03:00',
      timezone: 'Africa/Nairobi',
      rate: String(1 / 997),
    });
    const people = await textOf(everyKind(2), 'csv', { separator: 'semicolon', decimal: 'comma' });
    expect(people.startsWith('\ufeffname label;day label;')).toBe(true);
    expect(people).toContain('Қызылорда 1;2026-11-30;2026-11-30 09;2026-11-30 00:31:01;Africa/Nairobi;1;0,001;1,3;');
    expect(people).toMatch(/Rows;2;+\r\nSHA-256 of the rows;[0-9a-f]{64};+\r\n$/);
  });

  test.skipIf(!HAS_LIBREOFFICE)('opens in LibreOffice with the same values', async () => {
    const rows = parse(await readWithLibreOffice(await written(everyKind(2), 'xlsx'))) as string[][];
    expect(rows[2]?.slice(0, 8)).toEqual([
      'Қызылорда 1',
      '2026-11-30',
      '2026-11-30 09:00:00',
      '2026-11-30 00:31:01',
      'Africa/Nairobi',
      '1',
      // With the precision of the cell.
      '0.100300902708124%',
      '00:01.25',
    ]);
  });

  test('is the same whatever the clock of the server is (E13)', async () => {
    const own = process.env['TZ'];
    const made: string[] = [];
    try {
      for (const zone of ['UTC', 'Africa/Nairobi', 'America/New_York']) {
        process.env['TZ'] = zone;
        // Shows that the clock of the process is that of the zone.
        expect(new Date(JUST_AFTER_MIDNIGHT).getDate()).toBe(zone === 'Africa/Nairobi' ? 30 : 29);
        const texts = [];
        for (const format of ['csv', 'xlsx', 'parquet', 'json'] as const)
          texts.push(await textOf(everyKind(5), format));
        made.push(texts.join(''));
      }
    } finally {
      if (own === undefined) delete process.env['TZ'];
      else process.env['TZ'] = own;
    }
    expect(new Set(made).size).toBe(1);
  });

  test('has the same hash in every format, and another one when a value differs', async () => {
    const hashes = new Set<string>();
    for (const format of ['csv', 'json', 'parquet', 'xlsx', 'pdf'] as const) {
      const table = everyKind(30);
      await textOf(table, format);
      hashes.add(table.trailer()[1]?.value ?? '');
    }
    expect(hashes.size).toBe(1);
    const other = everyKind(31);
    await textOf(other, 'csv');
    expect(hashes).not.toContain(other.trailer()[1]?.value);
  });
});

describe('hostile texts', () => {
  test('are not formulas in CSV, and every field is found again with any separator (E17)', async () => {
    for (const [name, separator] of [
      ['comma', ','],
      ['semicolon', ';'],
      ['tab', '\t'],
    ] as const) {
      const text = await textOf(hostileTable(), 'csv', { form: 'machine', separator: name });
      const rows = parse(text, { columns: true, delimiter: separator, trim: false }) as { name: string }[];
      expect(rows.map((row) => row.name.replace(/^'/, ''))).toEqual(HOSTILE);
      const escaped = rows.filter((row) => row.name.startsWith("'"));
      expect(escaped).toHaveLength(14);
    }
  });

  test('stay as they are where a program asks for it; numbers always stay numbers (E18)', async () => {
    const text = await textOf(hostileTable(), 'csv', { form: 'machine', escape: 'none' });
    expect((parse(text, { columns: true }) as { name: string }[]).map(({ name }) => name)).toEqual(HOSTILE);
    const numbers = tableOf([column('n', 'number')], [[-4.5], [-3]]);
    expect(await textOf(numbers, 'csv', { form: 'machine' })).toBe('n\r\n-4.5\r\n-3\r\n');
    expect(() => readFileOptions({ format: 'csv', escape: 'none' })).toThrow('form=machine');
    expect(() => readFileOptions({ format: 'csv', separator: 'comma', decimal: 'comma' })).toThrow('separator=tab');
  });

  test.skipIf(!HAS_OPENPYXL)('are inert texts in XLSX, and come back whole', async () => {
    const { sheets } = await readBook(await written(hostileTable(), 'xlsx'));
    const cells = (sheets['figures']?.rows ?? []).slice(1).map((row) => row[0]);
    expect(cells.every((cell) => cell?.type === 's')).toBe(true);
    // openpyxl leaves Excel's escape for a literal _x000D_ as it is.
    expect(cells.map((cell) => String(cell?.value).replace('_x005F_', '_'))).toEqual(HOSTILE);
  });

  test('come back whole from Parquet and JSON', async () => {
    const found = await readParquet(await written(hostileTable(), 'parquet'), 'SELECT name FROM FILE ORDER BY n');
    expect(found.map((row) => row['name'])).toEqual(HOSTILE);
    const json = JSON.parse(await textOf(hostileTable(), 'json')) as { rows: { name: string }[] };
    expect(json.rows.map(({ name }) => name)).toEqual(HOSTILE);
  });

  test.skipIf(!HAS_PDFTOTEXT)('do not break the pages of a PDF', async () => {
    const pages = await readPdf(await written(hostileTable(), 'pdf'));
    expect(pages.join('')).toContain('=HYPERLINK');
    expect(pages.join('')).toContain('rows 1–18 of 18');
  });

  test.skipIf(!HAS_OPENPYXL)(
    'of ten million characters are cut with a word where a cell cannot hold them',
    async () => {
      const long = 'x'.repeat(10_000_000);
      const table = () => tableOf([column('name', 'text')], [[long]]);
      const { sheets } = await readBook(await written(table(), 'xlsx'));
      const value = String(sheets['figures']?.rows[1]?.[0]?.value);
      expect(value.length).toBeLessThanOrEqual(32_767);
      expect(value).toContain('[10000000 characters; the whole text is in CSV, Parquet and JSON]');
      expect((await textOf(table(), 'csv', { form: 'machine' })).length).toBe(long.length + 8);
      expect((await readPdf(await written(table(), 'pdf'))).join('')).toContain('[10000000 characters');
    },
  );
});

/** The footer's words, with the number of the page and of all pages. */
const PAGE_OF = {
  en: /page (\d+) of +(\d+)/,
  sw: /ukurasa (\d+) kati ya +(\d+)/,
  kk: /(\d+)-бет, барлығы +(\d+)/,
  ru: /стр\. (\d+) из +(\d+)/,
} as const;

describe('a PDF of 400 rows', () => {
  test.skipIf(!HAS_PDFTOTEXT)('has all of them, a header and a number on every page (E6)', async () => {
    for (const [language, rows] of [
      ['en', 400],
      ['sw', 120],
      ['kk', 120],
      ['ru', 120],
    ] as const) {
      const pages = await readPdf(await written(everyKind(rows), 'pdf', { language }));
      const tablePages = pages.filter((page) => page.includes('Қызылорда'));
      expect(tablePages.length).toBeGreaterThan(rows / 50);
      for (const page of tablePages) expect(page).toContain('name label');
      expect(pages.join('')).toContain(`Қызылорда ${rows - 1}`);
      expect(pages.join('').match(/Қызылорда \d+/g)).toHaveLength(rows);
      const numbers = pages.map((page) => PAGE_OF[language].exec(page)?.slice(1).map(Number));
      expect(numbers).toEqual(pages.map((_, place) => [place + 1, pages.length]));
    }
    const pages = await readPdf(await written(everyKind(100), 'pdf', { paper: 'a3', orientation: 'portrait' }));
    expect(pages.at(-1)).toMatch(/rows \d+–100 of 100 · page \d of \d/);
  });
});

describe('a document of several parts', () => {
  test.skipIf(!HAS_PDFTOTEXT)('has its text, the words of its charts, and its tables with their rows', async () => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 200 });
    const axis = { type: 'category', data: ['Қаңтар', 'Ақпан'] } as const;
    chart.setOption({ animation: false, xAxis: axis, yAxis: {}, series: [{ type: 'line', data: [1, 2] }] });
    const svg = chart.renderToSVGString();
    chart.dispose();
    const parts: readonly PdfPart[] = [
      { kind: 'heading', text: 'What got better' },
      { kind: 'paragraph', text: 'Waiting times fell. '.repeat(60) },
      { kind: 'chart', svg, height: 200 },
      { kind: 'table', table: everyKind(3) },
      { kind: 'page' },
      { kind: 'table', table: everyKind(40) },
    ];
    const options = { paper: 'a4', orientation: 'portrait', words: pdfWords('en') } as const;
    const { path, done } = await fileOf('letter.pdf', writePdfDocument('A letter', parts, options));
    ends.push(done);
    const pages = await readPdf(path);
    expect(pages[0]).toMatch(/What got better.*Waiting times fell.*Қаңтар.*Ақпан.*Қызылорда/s);
    expect(pages[0]).toContain('rows 1–3 of 3 · page 1');
    expect(pages.at(-1)).toMatch(/Қызылорда\s.*–40 of 40 · page/s);
  });

  test('is held in memory only up to a size', async () => {
    const file = await renderFile(everyKind(5), readFileOptions({ format: 'csv' }), 100_000);
    expect(file).toMatchObject({ rows: 5, sha256: createHash('sha256').update(file.bytes).digest('hex') });
    await expect(renderFile(everyKind(50), readFileOptions({ format: 'csv' }), 1_000)).rejects.toThrow('1000 bytes');
  });
});

describe('many rows', () => {
  const COLUMNS: readonly Column[] = [column('n', 'integer'), column('name', 'text')];
  function* rows(most: number): Generator<Row, void> {
    for (let at = 1; at <= most; at += 1) yield [at, 'centre'];
  }

  test('are all there: 300,000 in CSV, XLSX and Parquet (E3)', async () => {
    const table = () => tableOf(COLUMNS, rows(300_000), { rowCount: 300_000 });
    const csv = await textOf(table(), 'csv', { form: 'machine' });
    expect(csv.split('\r\n').length - 2).toBe(300_000);
    expect(csv.endsWith('300000,centre\r\n')).toBe(true);
    const [parquet] = await readParquet(
      await written(table(), 'parquet'),
      'SELECT count(*)::int AS n, sum(n)::bigint AS total, max(n)::int AS last FROM FILE',
    );
    expect(parquet).toEqual({ n: 300_000, total: '45000150000', last: 300_000 });
    const sheets = await countRows(await written(table(), 'xlsx'));
    expect(sheets['figures']?.rows).toBe(300_001);
    expect(sheets['notes']?.last).toContain('300000');
  });

  test('above those of an Excel sheet go to a second one with the header again (E5)', async () => {
    const sheets = await countRows(await written(tableOf([column('n', 'integer')], counted(1_048_577)), 'xlsx'));
    expect(Object.keys(sheets)).toEqual(['figures', 'figures 2', 'definitions', 'notes']);
    expect(sheets['figures']?.rows).toBe(1_048_576);
    expect(sheets['figures 2']?.rows).toBe(3);
    expect(sheets['figures 2']?.last).toContain('<v>1048577</v>');
  });

  test('that fit a sheet exactly need no second one', async () => {
    const table = tableOf([column('n', 'integer')], counted(9));
    const { path, done } = await fileOf('t.xlsx', writeXlsx(table, { words: xlsxWords('en'), maxSheetRows: 10 }));
    ends.push(done);
    expect(Object.keys(await countRows(path))).toEqual(['figures', 'definitions', 'notes']);
  });

  function* counted(most: number): Generator<Row, void> {
    for (let at = 1; at <= most; at += 1) yield [at];
  }

  test('are read no further ahead than the reader has taken, and no further when it leaves (E19)', async () => {
    for (const format of ['csv', 'xlsx', 'parquet', 'json', 'pdf'] as const) {
      let made = 0;
      let isClosed = false;
      async function* batches(): AsyncGenerator<readonly Row[], void> {
        try {
          for (;;) {
            made += 1;
            yield Array.from({ length: 1000 }, (_, at): Row => [made * 1000 + at, `${made} ${at} ${Math.sin(at)}`]);
          }
        } finally {
          isClosed = true;
        }
      }
      const table = { ...tableOf(COLUMNS, []), rows: batches() };
      const bytes = makeFile(table, readFileOptions({ format }))[Symbol.asyncIterator]();
      for (let chunk = 0; chunk < 3; chunk += 1) await bytes.next();
      const before = made;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      expect(made - before, format).toBeLessThan(40);
      expect(made, format).toBeLessThan(250);
      await bytes.return?.(undefined);
      expect(isClosed, format).toBe(true);
    }
  });
});
