import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Json } from './api-server.js';

const run = promisify(execFile);
const MAX_OUTPUT = 256 * 1024 * 1024;
const PYTHON = '/usr/bin/python3';

/** Whether Debian's python3-openpyxl is here. */
export const HAS_OPENPYXL = existsSync('/usr/lib/python3/dist-packages/openpyxl');
export const HAS_PDFTOTEXT = existsSync('/usr/bin/pdftotext');
export const HAS_LIBREOFFICE = existsSync('/usr/bin/soffice');

/** A cell as openpyxl reads it: its type (n, d, b, inlineStr, s), number format and value. */
export interface ReadCell {
  readonly type: string;
  readonly format: string;
  readonly value: Json;
}

/** A workbook as openpyxl reads it. */
export interface ReadBook {
  readonly sheets: Readonly<
    Record<string, { rows: (ReadCell | null)[][]; frozen: string | null; filter: string | null; count: number }>
  >;
}

const READ_BOOK = `
import sys, json, datetime, openpyxl
path, most = sys.argv[1], int(sys.argv[2])
def plain(value):
    if isinstance(value, datetime.timedelta): return value.total_seconds()
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)): return value.isoformat()
    return value
def cell(one):
    if one.value is None: return None
    return {"type": one.data_type, "format": one.number_format, "value": plain(one.value)}
book = openpyxl.load_workbook(path)
sheets = {}
for sheet in book.worksheets:
    rows = [[cell(one) for one in row] for row in sheet.iter_rows(max_row=min(sheet.max_row, most))]
    sheets[sheet.title] = {"rows": rows, "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
                           "count": sheet.max_row}
print(json.dumps({"sheets": sheets}))
`;

/** The rows of a workbook; of long sheets the first `most`. */
export async function readBook(path: string, most = 100_000): Promise<ReadBook> {
  const { stdout } = await run(PYTHON, ['-c', READ_BOOK, path, String(most)], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout) as ReadBook;
}

const COUNT_ROWS = `
import sys, json, zipfile, re
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
names = re.findall(r'<sheet name="([^"]*)"', book.read('xl/workbook.xml').decode())
counts = {}
for place, name in enumerate(names):
    rows, last = 0, b''
    with book.open('xl/worksheets/sheet%d.xml' % (place + 1)) as sheet:
        rest = b''
        while chunk := sheet.read(1 << 20):
            rest += chunk
            rows += rest.count(b'<row ')
            last = (last + rest)[-4000:]
            rest = rest[-4:] if not rest.endswith(b'>') else b''
    counts[name] = {"rows": rows, "last": last.decode('utf8', 'ignore')}
print(json.dumps(counts))
`;

/** The number of rows of each sheet and the end of its XML: quicker than openpyxl where a sheet has a million rows. */
export async function countRows(path: string): Promise<Record<string, { rows: number; last: string }>> {
  const { stdout } = await run(PYTHON, ['-c', COUNT_ROWS, path], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout) as Record<string, { rows: number; last: string }>;
}

/** The first sheet as LibreOffice shows it, as CSV. */
export async function readWithLibreOffice(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-office-'));
  try {
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false';
    await run('/usr/bin/soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, path]);
    const { readFile } = await import('node:fs/promises');
    return await readFile(join(folder, basename(path).replace(/\.xlsx$/, '.csv')), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of a PDF as it is laid out, page by page. */
export async function readPdf(path: string): Promise<readonly string[]> {
  const { stdout } = await run('/usr/bin/pdftotext', ['-layout', path, '-'], { maxBuffer: MAX_OUTPUT });
  return stdout.split('\f').slice(0, -1);
}

/** Rows of a statement over a Parquet file, named FILE in it, as DuckDB reads them. */
export async function readParquet(path: string, sql: string): Promise<readonly Record<string, Json>[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql.replaceAll('FILE', `read_parquet('${path}')`));
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes chunks to a file of a new folder; the folder is removed by `done`. */
export async function fileOf(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<{ path: string; done: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-file-'));
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, done: () => rm(folder, { recursive: true, force: true }) };
}
