// Everything that `npm run generate` writes is what its sources say now.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import type { MutationCommentAlertArgs, QueryResult } from '#api/gql/schema-types.js';
import { GENERATORS, graphqlFiles, holidayFiles, protoFiles } from '../../infra/generate/generators.mjs';
import { ROOT } from '../_support/mnara.js';

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));

const stored = (paths: Iterable<string>): Record<string, string> =>
  Object.fromEntries([...paths].sort().map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

test.each(GENERATORS)('the $name are up to date', async ({ files, folders }) => {
  const made = await files();
  const kept = stored(new Set([...made.keys(), ...folders.flatMap(filesIn)]));
  expect(kept, 'Run: npm run generate').toEqual(Object.fromEntries(made));
});

test('control: another contract generates other code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-proto-'));
  try {
    cpSync(join(ROOT, 'proto'), folder, { recursive: true });
    const path = join(folder, 'mnara/v1/event.proto');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('message PowerUp {}', 'message PowerUp {\n  string reason = 1;\n}'));
    const made = await protoFiles(folder);
    expect(Object.fromEntries(made)).not.toEqual(stored(made.keys()));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('control: another schema generates other types for resolvers', async () => {
  const path = 'services/api/src/gql/schema-types.ts';
  const schema = readdirSync(join(ROOT, 'services/api/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(join(ROOT, 'services/api/src', name), 'utf8'))
    .join('\n');
  expect((await graphqlFiles(schema)).get(path)).toBe(readFileSync(join(ROOT, path), 'utf8'));
  const changed = schema.replace('type RuleVersions {', 'type RuleVersions {\n  total: Int!');
  expect((await graphqlFiles(changed)).get(path)).not.toBe(readFileSync(join(ROOT, path), 'utf8'));
});

test('control: a holiday that was changed by hand is seen', async () => {
  for (const [path, text] of await holidayFiles())
    expect(text.replace('12-12', '12-13')).not.toBe(stored([path])[path]);
});

test('control: the types of resolvers refuse a wrong argument and a wrong or missing field', () => {
  // Each directive is an error of `tsc` itself where what follows it compiles.
  const said: MutationCommentAlertArgs = { id: '1', text: 'seen' };
  // @ts-expect-error commentAlert has no such argument
  expect(said.comment).toBeUndefined();
  // @ts-expect-error the argument is a text
  const numbered: MutationCommentAlertArgs = { id: 1, text: 'seen' };
  const whole: QueryResult['agencies'][number] = { id: 'NRB', name: 'Registration' };
  // @ts-expect-error an agency has a name
  const nameless: QueryResult['agencies'][number] = { id: 'NRB' };
  // @ts-expect-error a name depends on the language and on nothing else
  const other: QueryResult['agencies'][number] = { id: 'NRB', name: ({ zone }: { zone: string }) => zone };
  expect([numbered, whole, nameless, other]).toHaveLength(4);
});
