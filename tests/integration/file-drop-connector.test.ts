import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { OutboxFullError, type Sink } from '#edge-agent/connectors/connector.js';
import { FileDropConnector } from '#edge-agent/connectors/file-drop/file-drop-connector.js';
import { sampleFile } from '#edge-agent/connectors/file-drop/sample-file.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { previewRows } from '#edge-agent/preview/preview-file.js';

const mapping = (format: string) =>
  loadMapping(
    `{ mapping: 1, input: { format: ${format}, timeZone: Africa/Nairobi }, every: { visit: { column: id } },
       rows: [{ events: [{ kind: ticket_issued, at: { column: at, format: iso } }] }] }`,
    'm',
  );

let folder: string;
let stop: AbortController;
let recorded: (string | undefined)[];
let checkpoints: Map<string, string>;
let isFull: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-drop-'));
  stop = new AbortController();
  recorded = [];
  checkpoints = new Map();
  isFull = false;
});
afterEach(async () => {
  stop.abort();
  await rm(folder, { recursive: true, force: true });
});

const sink: Sink = {
  record: (events) => {
    if (isFull) return Promise.reject(new OutboxFullError('The outbox is full.'));
    recorded.push(...events.map((event) => event.visitId));
    return Promise.resolve({ accepted: events.length, duplicates: 0, refused: [] });
  },
  pending: () => 0,
  rejected: () => 0,
  checkpoint: (name) => checkpoints.get(name),
  saveCheckpoint: (name, value) => void checkpoints.set(name, value),
};
const start = async (format = 'csv', recursive = false): Promise<FileDropConnector> => {
  const connector = new FileDropConnector({
    folder,
    mapping: mapping(format),
    secret: () => 's',
    log: SILENT_LOG,
    recursive,
    settleMs: 20,
  });
  await connector.start(sink, stop.signal);
  return connector;
};
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(25);
};
const has = async (where: string, name: string): Promise<boolean> =>
  (await readdir(join(folder, where))).includes(name);
const FILE = 'id,at\na,2026-01-05T08:00:00\nb,never\nc,2026-01-05T08:01:00\n';

describe('FileDropConnector', () => {
  test('reads files that are there and files that arrive, moves them to done, and reports rejected rows', async () => {
    await writeFile(join(folder, 'monday.csv'), FILE);
    const connector = await start();
    await until(() => has('done', 'monday.csv'));
    await writeFile(join(folder, 'tuesday.csv'), FILE.replaceAll('2026-01-05', '2026-01-06'));
    await until(() => has('done', 'tuesday.csv'));
    expect(recorded).toEqual(['a', 'c', 'a', 'c']);
    await until(() => connector.health().message.includes('tuesday'));
    expect(connector.health().message).toMatch(/3 rows, 2 events, 1 rejected; see /);
    const [first] = await readdir(join(folder, 'rejects'));
    expect(await readFile(join(folder, 'rejects', first!), 'utf8')).toMatch(
      /^line,code,reason\n3,bad_date,"Column ""at"" has ""never""/,
    );
  });

  test('does not read the same content twice, even under another name', async () => {
    await start();
    await writeFile(join(folder, 'one.csv'), FILE);
    await until(() => has('done', 'one.csv'));
    await writeFile(join(folder, 'two.csv'), FILE);
    await until(() => has('done', 'two.csv'));
    await writeFile(join(folder, 'one.csv'), FILE);
    await until(async () => (await readdir(join(folder, 'done'))).length === 3);
    expect(recorded).toEqual(['a', 'c']);
  });

  test('moves a file that cannot be read to failed, reports the reason, and reads the next one', async () => {
    const connector = await start();
    await writeFile(join(folder, 'bad.csv'), Buffer.from('id,at\ncaf\xe9,2026-01-05T08:00:00\n', 'latin1'));
    await until(() => has('failed', 'bad.csv'));
    expect(connector.health()).toMatchObject({ ok: false, message: expect.stringMatching(/is not utf-8/) });
    await writeFile(join(folder, 'other.csv'), 'id,when\na,b\n');
    await until(() => has('failed', 'other.csv'));
    expect(connector.health().message).toMatch(/names the column "at".*it has: id, when/);
    await writeFile(join(folder, 'good.csv'), FILE);
    await until(() => has('done', 'good.csv'));
    expect(recorded).toEqual(['a', 'c']);
  });

  test('waits without loss when the outbox is full', async () => {
    isFull = true;
    const connector = await start();
    await writeFile(join(folder, 'a.csv'), FILE);
    await until(() => connector.health().message === 'The outbox is full.');
    expect(recorded).toEqual([]);
    isFull = false;
    await until(() => has('done', 'a.csv'));
    expect(recorded).toEqual(['a', 'c']);
  });

  test('rejects NDJSON lines that are invalid or lack a field, and ignores nested fields', async () => {
    await start('ndjson');
    await writeFile(
      join(folder, 'a.ndjson'),
      '{"id":"a","at":"2026-01-05T08:00:00","more":{"x":1}}\n{"id":\n\n[1]\n{"id":"b"}\n' +
        '{"id":"c","at":"2026-01-05T08:00:01"}',
    );
    await until(() => has('done', 'a.ndjson'));
    expect(recorded).toEqual(['a', 'c']);
    const [first] = await readdir(join(folder, 'rejects'));
    const lines = (await readFile(join(folder, 'rejects', first!), 'utf8')).split('\n').slice(1, -1);
    expect(lines.map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      '2 bad_row',
      '4 bad_row',
      '5 bad_date',
    ]);
  });

  test('reads a whole tree, also a folder that arrives, waits for the name of an upload, and keeps the tree', async () => {
    const connector = await start('csv', true);
    await mkdir(join(folder, 'hall-1'));
    await writeFile(join(folder, 'hall-1/day.csv'), FILE);
    await until(() => has('done/hall-1', 'day.csv').catch(() => false));
    await mkdir(join(folder, 'hall-2/2026'), { recursive: true });
    await writeFile(join(folder, 'hall-2/2026/day.csv.part'), FILE.replaceAll('01-05', '01-07'));
    await writeFile(join(folder, 'hall-2/2026/other.csv'), FILE.replaceAll('01-05', '01-08'));
    await until(() => has('done/hall-2/2026', 'other.csv').catch(() => false));
    expect(recorded).toHaveLength(4);
    await rename(join(folder, 'hall-2/2026/day.csv.part'), join(folder, 'hall-2/2026/day.csv'));
    await until(() => has('done/hall-2/2026', 'day.csv'));
    expect(recorded).toHaveLength(6);
    expect(await readdir(join(folder, 'rejects/hall-2/2026'))).toHaveLength(2);
    await until(() => connector.health().message.includes('hall-2/2026/day.csv'));
  });

  test('a sample shows the next file that was not read, and leaves it where it is', async () => {
    const parts = { checkpoint: (name: string) => checkpoints.get(name), rejected: 0 };
    await start();
    await writeFile(join(folder, 'a.csv'), FILE);
    await until(() => has('done', 'a.csv'));
    stop.abort();
    await writeFile(join(folder, 'b.csv'), FILE);
    await writeFile(join(folder, 'c.csv.part'), FILE);
    expect((await sampleFile(folder, false, mapping('csv'), parts)).source).toMatch(/no new file/);
    await writeFile(join(folder, 'c.csv'), FILE.replaceAll('01-05', '01-09'));
    const sample = await sampleFile(folder, false, mapping('csv'), parts);
    const preview = await previewRows({ ...sample, secret: () => 's' });
    expect(preview).toMatchObject({ path: join(folder, 'c.csv'), rowsRead: 3, used: 2, rejected: 1 });
    expect(await has('', 'c.csv')).toBe(true);
  });
});
