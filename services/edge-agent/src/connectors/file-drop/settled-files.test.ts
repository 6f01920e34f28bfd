import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SettledFiles } from './settled-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-settled-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('SettledFiles', () => {
  test('holds back a file that was there from the start for as long as it grows', async () => {
    const path = join(folder, 'growing.csv');
    await writeFile(path, 'a');
    const files = new SettledFiles(folder, 1000);
    for (const nowMs of [0, 900, 1800, 2700]) {
      expect(await files.look(nowMs)).toEqual({ settled: [], isUnsettled: true });
      await appendFile(path, 'b');
    }
    expect((await files.look(3600)).settled).toEqual([]);
    expect((await files.look(4599)).settled).toEqual([]);
    expect(await files.look(4600)).toEqual({ settled: [path], isUnsettled: false });
  });

  test('holds back a file that comes again under the name of one that was read', async () => {
    const path = join(folder, 'again.csv');
    const files = new SettledFiles(folder, 1000);
    await writeFile(path, 'one');
    await files.look(0);
    expect((await files.look(1000)).settled).toEqual([path]);
    await rm(path);
    await writeFile(path, 'two');
    expect((await files.look(1500)).settled).toEqual([]);
    expect((await files.look(2500)).settled).toEqual([path]);
  });
});
