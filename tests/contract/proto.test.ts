import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROTO = join(ROOT, 'proto');
const BIN = join(ROOT, 'node_modules/.bin');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-proto-'));
  folders.push(folder);
  return folder;
}

function buf(folder: string, ...args: string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/@bufbuild/buf/bin/buf'), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: [join(ROOT, 'node_modules/node/bin'), BIN, process.env['PATH']].join(delimiter) },
    },
  );
  return { code: status, said: `${stdout}${stderr}` };
}

/** A copy of the contracts with an edit of one file. */
function edited(file: string, from: string, to: string): string {
  const folder = newFolder();
  cpSync(PROTO, folder, { recursive: true });
  const path = join(folder, 'mnara/v1', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  return folder;
}

const breaking = (folder: string) => buf(folder, 'breaking', '--against', join(PROTO, 'baseline.binpb'));

test('the contracts are well formed', () => {
  expect(buf(PROTO, 'lint')).toEqual({ code: 0, said: '' });
});

test('control: a badly named field is found by the lint', () => {
  const { code, said } = buf(edited('event.proto', 'string reason = 1;', 'string badName = 1;'), 'lint');
  expect(code).not.toBe(0);
  expect(said).toContain('badName');
});

test('agents in the field still understand the contracts', () => {
  expect(breaking(PROTO)).toEqual({ code: 0, said: '' });
});

test.each([
  ['a renamed field', 'event.proto', 'uint64 seq = 4;', 'uint64 sequence = 4;', 'seq'],
  ['another type', 'event.proto', 'uint64 seq = 4;', 'string seq = 4;', 'type'],
  ['another number', 'event.proto', 'uint32 leg_no = 11;', 'uint32 leg_no = 99;', '11'],
  ['a field that is gone', 'agent_link.proto', '  uint32 window = 3;\n', '', 'window'],
  ['a kind that is gone', 'event.proto', '    PowerUp power_up = 58;\n', '', 'power_up'],
  ['another meaning of a number', 'event.proto', 'STAFF_STATE_SERVING = 2', 'STAFF_STATE_LUNCH = 2', 'STAFF_STATE'],
])('control: %s is found', (_name, file, from, to, said) => {
  const found = breaking(edited(file, from, to));
  expect(found.code).not.toBe(0);
  expect(found.said).toContain(said);
});

test('control: a new field breaks nobody', () => {
  const more = edited('event.proto', 'message PowerUp {}', 'message PowerUp {\n  string reason = 1;\n}');
  expect(breaking(more)).toEqual({ code: 0, said: '' });
});
