import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { reachableCopy, untrustedIn } from './reachable-copy.js';

let folder: string;
const uid = userInfo().uid;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reachable-'));
  mkdirSync(join(folder, 'package/native/bin'), { recursive: true });
  mkdirSync(join(folder, 'package/native/lib'));
  mkdirSync(join(folder, 'parent'));
  writeFileSync(join(folder, 'package/native/bin/postgres'), 'program', { mode: 0o755 });
  writeFileSync(join(folder, 'package/native/lib/libpq.so.5.1'), 'library');
  symlinkSync('libpq.so.5.1', join(folder, 'package/native/lib/libpq.so.5'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const copying = (place: object = {}) =>
  reachableCopy(join(folder, 'package'), '1', { parent: join(folder, 'parent'), ...place });
const COPY = 'parent/mnara-postgres-1';

test('reachableCopy copies once; others can enter the copy, and only its owner can write to it', async () => {
  chmodSync(join(folder, 'package/native/lib/libpq.so.5.1'), 0o666);
  expect(await copying()).toBe(join(folder, COPY));
  expect(statSync(join(folder, COPY)).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder, COPY, 'native/lib/libpq.so.5')).mode & 0o022).toBe(0);
  const made = statSync(join(folder, COPY)).ino;
  await copying();
  expect(statSync(join(folder, COPY)).ino).toBe(made);
  expect(readFileSync(join(folder, COPY, 'native/bin/postgres'), 'utf8')).toBe('program');
});

test('reachableCopy rejects a copy that belongs to another user', async () => {
  await copying();
  await expect(copying({ uid: uid + 1 })).rejects.toThrow(EmbeddedDatabaseError);
  await expect(copying({ uid: uid + 1 })).rejects.toThrow(/belongs to another user.*remove .* and start again/);
});

test.each(['native/bin/postgres', 'native/bin', ''])(
  'reachableCopy rejects a copy in which others may write "%s"',
  async (path) => {
    await copying();
    chmodSync(join(folder, COPY, path), 0o777);
    expect(await untrustedIn(join(folder, COPY), uid)).toBe(join(folder, COPY, path));
    await expect(copying()).rejects.toThrow(EmbeddedDatabaseError);
  },
);

test('reachableCopy does not follow a link in the place of the copy', async () => {
  symlinkSync(join(folder, 'package'), join(folder, COPY));
  await expect(copying()).rejects.toThrow(EmbeddedDatabaseError);
});
