import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { envExample } from '#platform/config/env-example.js';
import { ConfigError, readConfig } from '#platform/config/read-config.js';
import { ENV_EXAMPLE_HEADING, environmentSchema } from './environment.js';

test('.env.example is what the schema says', () => {
  const stored = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(stored, 'Run: node infra/write-env-example.mjs').toBe(envExample(ENV_EXAMPLE_HEADING, environmentSchema));
});

test('without any variable nothing is set: nothing is ever deleted', () => {
  expect(readConfig(environmentSchema, {}, { allowKnownSecrets: true })).toEqual({});
});

test.each([
  ['MNARA_PORT', 'eighty', 'MNARA_PORT: "eighty" cannot be used: give a port from 0 (any free one) to 65535.'],
  ['MNARA_PORT', '65536', 'MNARA_PORT: "65536" cannot be used: give a port from 0 (any free one) to 65535.'],
  ['MNARA_RETENTION_DAYS', 'ever', 'MNARA_RETENTION_DAYS: "ever" cannot be used: give a whole number of days.'],
  ['MNARA_RETENTION_DAYS', '7', expect.stringContaining('give 35 days or more')],
])('%s=%s is refused', (name, value, fault) => {
  expect(() => readConfig(environmentSchema, { [name]: value }, { allowKnownSecrets: true })).toThrow(
    expect.objectContaining({ constructor: ConfigError, faults: [fault] }),
  );
});
