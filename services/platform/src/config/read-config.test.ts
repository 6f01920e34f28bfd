import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { envExample } from './env-example.js';
import { ConfigError, readConfig, settings } from './read-config.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.object({
  APP_PORT: z.coerce
    .number('give a number')
    .max(65_535, 'give at most 65535')
    .default(80)
    .register(settings, { says: 'Port.', example: '80' }),
  APP_NAME: z.string().register(settings, { says: 'Name.' }),
  APP_KEY: z
    .string()
    .min(8, 'give 8 characters or more')
    .register(settings, { says: 'Key.', isSecret: true, knownValue: 'change-me-now' }),
  APP_CHANNEL: z.string().optional().register(settings, { says: 'Inside.', isInternal: true }),
});
const strict = { allowKnownSecrets: false };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, env, strict);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('readConfig applies defaults and treats an empty variable as not set', () => {
  const read = readConfig(schema, { APP_NAME: ' tower ', APP_KEY: 'a-long-secret', APP_PORT: '' }, strict);
  expect(read).toEqual({ APP_PORT: 80, APP_NAME: 'tower', APP_KEY: 'a-long-secret' });
});

test('readConfig reports every fault at once and never shows a secret', () => {
  expect(faultsOf({ APP_PORT: '70000', APP_KEY: 'hunter2' })).toEqual([
    'APP_PORT: "70000" cannot be used: give at most 65535.',
    'APP_NAME is not set; set it.',
    'APP_KEY: the value given cannot be used: give 8 characters or more.',
  ]);
});

test('readConfig reads a secret from a file, and rejects it when it is set in two places', () => {
  const path = join(folder, 'key');
  writeFileSync(path, 'from-the-file\n');
  expect(readConfig(schema, { APP_NAME: 'x', APP_KEY_FILE: path }, strict).APP_KEY).toBe('from-the-file');
  expect(faultsOf({ APP_NAME: 'x', APP_KEY_FILE: path, APP_KEY: 'a-long-secret' })).toEqual([
    'APP_KEY and APP_KEY_FILE are both set; leave one of them out.',
  ]);
  expect(faultsOf({ APP_NAME: 'x', APP_KEY_FILE: join(folder, 'none') })).toEqual([
    expect.stringContaining('cannot be read (ENOENT); correct the path'),
  ]);
  writeFileSync(path, '\n');
  expect(faultsOf({ APP_NAME: 'x', APP_KEY_FILE: path })).toEqual([expect.stringContaining('is empty')]);
});

test('readConfig rejects a publicly known secret unless known secrets are allowed', () => {
  const env = { APP_NAME: 'x', APP_KEY: 'change-me-now' };
  expect(faultsOf(env)).toEqual([expect.stringContaining('APP_KEY is the publicly known example value')]);
  expect(readConfig(schema, env, { allowKnownSecrets: true }).APP_KEY).toBe('change-me-now');
});

test('envExample lists the variables that people may set, and nothing else', () => {
  expect(envExample('Heading.', schema)).toBe(
    '# Heading.\n\n# Port.\n# APP_PORT=80\n\n# Name.\n# APP_NAME=\n\n# Key.\n# APP_KEY=\n# or from a file: ' +
      'APP_KEY_FILE=\n',
  );
});
