import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DropFolder } from './drop-folder.js';
import { SettledFiles } from './settled-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-settled-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const settledFiles = (isRecursive = false) => new SettledFiles(new DropFolder(folder, isRecursive), 1000);

describe('SettledFiles', () => {
  test('holds back a file that was there from the start for as long as it grows', async () => {
    const path = join(folder, 'growing.csv');
    await writeFile(path, 'a');
    const files = settledFiles();
    for (const nowMs of [0, 900, 1800, 2700]) {
      expect(await files.look(nowMs)).toEqual({ settled: [], isUnsettled: true, abandoned: [] });
      await appendFile(path, 'b');
    }
    expect((await files.look(3600)).settled).toEqual([]);
    expect((await files.look(4599)).settled).toEqual([]);
    expect(await files.look(4600)).toEqual({ settled: [path], isUnsettled: false, abandoned: [] });
  });

  test('holds back a file that comes again under the name of one that was read', async () => {
    const path = join(folder, 'again.csv');
    const files = settledFiles();
    await writeFile(path, 'one');
    await files.look(0);
    expect((await files.look(1000)).settled).toEqual([path]);
    await rm(path);
    await writeFile(path, 'two');
    expect((await files.look(1500)).settled).toEqual([]);
    expect((await files.look(2500)).settled).toEqual([path]);
  });

  test('waits until a file that is uploaded has its own name, and names those that never get it', async () => {
    for (const name of ['a.csv.part', 'b.csv.filepart', '~$c.xlsx', 'd.csv~', '.e.csv.Xy1'])
      await writeFile(join(folder, name), 'x');
    const files = settledFiles();
    await files.look(0);
    expect(await files.look(5000)).toEqual({ settled: [], isUnsettled: false, abandoned: [] });
    await rename(join(folder, 'a.csv.part'), join(folder, 'a.csv'));
    await files.look(6000);
    expect((await files.look(7000)).settled).toEqual([join(folder, 'a.csv')]);
    expect((await files.look(3_600_000)).abandoned).toEqual(['b.csv.filepart', 'd.csv~', '~$c.xlsx']);
  });

  test('finds the files of a whole tree, and not what has been read', async () => {
    for (const path of ['2026/01', 'done/2026', 'deep/done', '.cache'])
      await mkdir(join(folder, path), { recursive: true });
    for (const path of ['top.csv', '2026/01/a.csv', 'done/2026/old.csv', 'deep/done/b.csv', '.cache/c.csv'])
      await writeFile(join(folder, path), 'x');
    const names = async (isRecursive: boolean): Promise<readonly string[]> => {
      const files = settledFiles(isRecursive);
      await files.look(0);
      return (await files.look(1000)).settled.map((path) => path.slice(folder.length + 1));
    };
    expect(await names(true)).toEqual(['2026/01/a.csv', 'deep/done/b.csv', 'top.csv']);
    expect(await names(false)).toEqual(['top.csv']);
  });
});
