import { describe, expect, test } from 'vitest';
import { hashEnrolmentCode, isSecretOf, newAgentKey, newEnrolmentCode, parseAgentKey } from './agent-key.js';

describe('agent keys', () => {
  test('a key contains the id of its agent and matches only its own hash', () => {
    const made = newAgentKey('centre.with.dots-1');
    const parsed = parseAgentKey(made.key);
    expect(parsed?.agentId).toBe('centre.with.dots-1');
    expect(isSecretOf(parsed?.secret ?? '', made)).toBe(true);
    expect(isSecretOf(parsed?.secret ?? '', newAgentKey('centre.with.dots-1'))).toBe(false);
    expect(isSecretOf(parsed?.secret ?? '', { hash: new Uint8Array(3), salt: made.salt })).toBe(false);
  });

  test.each(['', 'A1', '.secret', 'A1.', 'A1.short', `${'x'.repeat(200)}.${'A'.repeat(43)}`])(
    '%j is not a key',
    (text) => {
      expect(parseAgentKey(text)).toBeUndefined();
    },
  );

  test('a code is easy to type: case, spaces and dashes are ignored', () => {
    const code = newEnrolmentCode();
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
    expect(hashEnrolmentCode(` ${code.toLowerCase().replaceAll('-', ' ')}`)).toEqual(hashEnrolmentCode(code));
  });
});
