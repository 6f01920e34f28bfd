import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMapping } from '../mapping/load-mapping.js';
import { previewFile } from '../preview/preview-file.js';
import { suggestMapping } from './suggest-mapping.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-suggest-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The mapping that is suggested for a file, and what the file says by it. */
async function suggested(content: string | Uint8Array, language?: string) {
  const path = join(folder, 'data');
  await writeFile(path, content);
  const text = await suggestMapping(path, { timeZone: 'Africa/Nairobi', centreId: 'C1', language });
  const mapping = loadMapping(text, 'mapping.yaml');
  return { text, mapping, preview: await previewFile({ path, mapping, secret: () => 's' }) };
}

const ROWS = [1, 2, 3, 4].map((id) => ({
  ticket: `A00${id}`,
  service: id % 2 === 0 ? 'Passport' : 'ID card',
  created: `2024-05-1${id} 09:00:00`,
  called: `2024-05-1${id} 09:05:00`,
  closed: `2024-05-1${id} 09:15:00`,
  clerk: 'Wanjiru',
}));
const csv = (rows: readonly Record<string, string>[], delimiter = ','): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(delimiter))
    .join('\n');
const WHOLE = { rowsRead: 4, used: 4, rejected: 0, waits: { visits: 4, median: 300, max: 300 } };

describe('suggestMapping', () => {
  test.each([
    ['CSV', csv(ROWS)],
    ['a semicolon, and a title above the header', `Report;;;;;\n${csv(ROWS, ';')}`],
    ['TSV', csv(ROWS, '\t')],
    ['NDJSON', ROWS.map((row) => JSON.stringify(row)).join('\n')],
    ['JSON', JSON.stringify(ROWS)],
    ['JSON with records inside', JSON.stringify({ page: 1, data: { items: ROWS } })],
  ])('reads %s', async (_form, content) => {
    const { preview, text } = await suggested(content);
    expect(preview).toMatchObject(WHOLE);
    expect(text).toContain('visit: { column: ticket }');
    expect(text).toContain('service: { column: service }');
    expect(text).toContain('staff: { column: clerk, pseudonym: true }');
  });

  test('reads typed cells of a spreadsheet', async () => {
    const moment = (text: string) => new Date(`${text.replace(' ', 'T')}Z`);
    const rows = ROWS.map((row) => [row.ticket, moment(row.created), moment(row.called), moment(row.closed)]);
    const content = await writeXlsx({
      sheets: [
        {
          name: 'Queue',
          rows: [['ticket', 'created', 'called', 'closed'], ...rows],
          columns: [{}, { numFmt: 'yyyy-mm-dd hh:mm' }, { numFmt: 'yyyy-mm-dd hh:mm' }, { numFmt: 'yyyy-mm-dd hh:mm' }],
        },
      ],
    });
    expect((await suggested(content)).preview).toMatchObject(WHOLE);
  });

  test('finds the order of day and month, and says where nothing proves it', async () => {
    const dated = (day: (id: number) => string) =>
      csv([1, 2, 3].map((id) => ({ id: String(id), arrived: `${day(id)} 09:00`, left: `${day(id)} 09:10` })));
    const { text, preview } = await suggested(dated((id) => `1${id + 2}/05/2024`));
    expect(text).toContain('dd/LL/yyyy HH:mm');
    expect(text).not.toContain('swapped');
    expect(preview.used).toBe(3);
    expect((await suggested(dated((id) => `05/1${id + 2}/2024`))).text).toContain('LL/dd/yyyy HH:mm');
    expect((await suggested(dated((id) => `05/0${id}/2024`))).text).toContain('day and month may be swapped');
  });

  test('reads dates and times in two columns, months by name, and waits as lengths', async () => {
    const rows = [1, 2].map((id) => ({
      номер: `T${id}`,
      дата: `${id} октября 2025`,
      время: '09:00',
      ожидание: '0:05:00',
    }));
    const { preview } = await suggested(csv(rows), 'ru');
    expect(preview).toMatchObject({ used: 2, rejected: 0, waits: { visits: 2, median: 300 } });
  });

  test('says which encoding it guessed', async () => {
    const latin = Buffer.from(csv([{ id: '1', créé: '2024-05-06 09:00' }]), 'latin1');
    const { text } = await suggested(latin);
    expect(text).toMatch(/encoding: windows-1252 # unsure/);
  });

  test('refuses totals of days', async () => {
    await expect(suggested('day,visitors\n2024-05-06,100\n2024-05-07,90')).rejects.toThrow(/totals of days cannot/);
  });

  test('writes hostile names of columns as what they are', async () => {
    const name = '"}\n: #evil';
    const content = JSON.stringify([{ [name]: '2024-05-06 09:00', 'x: {': 'y' }]);
    const { preview } = await suggested(content);
    expect(preview).toMatchObject({ used: 1, rejected: 0 });
  });

  test.each(['clock-duration', 'decimal-comma', 'header-row-3'])('suggests for the file of %s', async (name) => {
    const path = fileURLToPath(new URL(`../../../../tests/cases/files/${name}/data.csv`, import.meta.url));
    const { preview } = await suggested(await readFile(path, 'utf8'));
    expect(preview.rejected).toBe(0);
    expect(preview.used).toBeGreaterThan(0);
  });
});
