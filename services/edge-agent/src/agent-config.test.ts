import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAgentConfig } from './agent-config.js';
import { keyFileOf, pseudonymSecret } from './pseudonym-secret.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-config-'));
  writeFileSync(join(folder, 'agent.key'), 'A1.secret\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (yaml: string) => {
  writeFileSync(join(folder, 'agent.yaml'), yaml);
  return readAgentConfig(join(folder, 'agent.yaml'));
};
const GOOD = `
agentId: A1
centreId: C1
gatewayUrl: https://mnara.example
keyFile: agent.key
dataDir: data
connectors:
  - { kind: file-drop, folder: in, mapping: mapping.yaml }
  - { kind: local-http, port: 8571 }
`;

describe('readAgentConfig', () => {
  test('resolves paths relative to the file, reads the key and fills in defaults', () => {
    expect(read(GOOD)).toMatchObject({
      key: 'A1.secret',
      dataDir: join(folder, 'data'),
      retentionDays: 7,
      heartbeatSeconds: 15,
      connectors: [
        { folder: join(folder, 'in'), mapping: join(folder, 'mapping.yaml'), settleSeconds: 2 },
        { port: 8571 },
      ],
    });
  });

  test('names every fault at once', () => {
    const broken = (): unknown =>
      read(
        GOOD.replace('agentId: A1', 'agent: A1')
          .replace('https://mnara.example', 'mnara.example')
          .replace('port: 8571', 'port: 99999'),
      );
    for (const fault of [/agentId: /, /"agent"/, /gatewayUrl: /, /connectors\.1\.port: /])
      expect(broken).toThrow(fault);
  });

  test('says how to fix a missing key file', () => {
    rmSync(join(folder, 'agent.key'));
    expect(() => read(GOOD)).toThrow(/key file .* cannot be read .*enrol the agent, or configure the right file/);
  });
});

describe('pseudonymSecret', () => {
  const person = (keyFile: string): string => pseudonymSecret(keyFile)();

  test('creates a key once, and agents whose folders are side by side share it', () => {
    const first = keyFileOf(join(folder, 'import'));
    expect(person(first)).toHaveLength(43);
    expect(person(keyFileOf(join(folder, 'another')))).toBe(person(first));
    // Control: agents of another place have another key.
    expect(person(keyFileOf(join(folder, 'elsewhere', 'import')))).not.toBe(person(first));
  });

  test('an agent keeps the key that an earlier version made in its folder', () => {
    const own = join(folder, 'old', 'pseudonym.key');
    const known = person(own);
    expect(person(keyFileOf(join(folder, 'old')))).toBe(known);
    expect(known).not.toBe(person(keyFileOf(join(folder, 'new'))));
  });

  test('refuses an empty key', () => {
    writeFileSync(join(folder, 'pseudonym.key'), '\n');
    expect(() => person(join(folder, 'pseudonym.key'))).toThrow(/fewer than 16 characters/);
  });
});
