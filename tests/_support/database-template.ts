import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inProject, programsFolder } from '#local/stack/project-folders.js';
import { makeOnce } from '#local/stack/run-tool.js';
import { MIGRATIONS_FOLDER, migrate } from '#platform/postgres/migrate.js';

/** What a new database contains: nothing, or Mnara's tables. */
export type Content = 'empty' | 'migrated';

/** A kind of database server. */
export interface ServerKind {
  readonly name: string;
  /** Its program; another one makes other files. */
  readonly program: string;
  /** Starts it with its files in `folder`/db, which are created when they are missing. */
  start(folder: string): Promise<{ readonly url: string; stop(): Promise<void> }>;
}

const run = promisify(execFile);
const DAY_MS = 86_400_000;
/** Code that decides what is in the files of a new server. */
const MAKERS = [
  'services/local/src/embedded/embedded-postgres.ts',
  'services/local/src/stack/timescale-database.ts',
  'services/platform/src/postgres/migrate.ts',
  'tests/_support/database-template.ts',
];

/** A name that changes with everything that the files of a template are made from. */
async function nameOf({ name, program }: ServerKind, content: Content): Promise<string> {
  const migrations = (await readdir(MIGRATIONS_FOLDER)).sort().map((file) => join(MIGRATIONS_FOLDER, file));
  const { size, ctimeMs } = await stat(program);
  const hash = createHash('sha256').update(`${program} ${size} ${ctimeMs}`);
  for (const file of [...MAKERS.map(inProject), ...migrations]) hash.update(`${file}\0`).update(await readFile(file));
  return `test-${name}-${content}-${hash.digest('hex').slice(0, 16)}`;
}

/** Copies a folder with the owners and modes of its files. */
const copyInto = async (from: string, to: string): Promise<void> =>
  void (await run('cp', ['-a', `${from}/.`, to], { maxBuffer: Infinity }));

/** Deletes templates of earlier sources that nobody has used for a day. */
async function deleteOld(template: string): Promise<void> {
  const folder = dirname(template);
  const kind = basename(template).replace(/[0-9a-f]+$/, '');
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(kind) || path === template) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

async function makeTemplate(kind: ServerKind, content: Content): Promise<string> {
  const place = join(await programsFolder(), await nameOf(kind, content));
  const template = await makeOnce(place, async (partial) => {
    if (content === 'migrated') await copyInto(await templateOf(kind, 'empty'), partial);
    const server = await kind.start(partial);
    if (content === 'migrated') await migrate(server.url);
    await server.stop();
  });
  await deleteOld(template);
  return template;
}

const templates = new Map<string, Promise<string>>();

function templateOf(kind: ServerKind, content: Content): Promise<string> {
  const key = `${kind.name} ${content}`;
  const template = templates.get(key) ?? makeTemplate(kind, content);
  templates.set(key, template);
  return template;
}

/**
 * Puts the files of a new server into `folder`, from where `kind.start` starts it: a copy of a stopped server that is
 * created once for these sources (decision 0116). Creating a server and its tables takes ten times as much computing.
 */
export async function copyTemplate(kind: ServerKind, content: Content, folder: string): Promise<void> {
  const template = await templateOf(kind, content);
  await utimes(template, new Date(), new Date());
  await copyInto(template, folder);
  if (process.env['MNARA_TEST_FSYNC'] === 'off') await appendFile(join(folder, 'db/postgresql.conf'), 'fsync = off\n');
}
