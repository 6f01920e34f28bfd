import { describe, expect, it } from 'vitest';
import { hashOfCode, newFirstPassword, newRecoveryCodes, stepOfCode, totpAddress } from './second-factor.js';

/** The secret of RFC 6238, appendix B ("12345678901234567890"), whose code of 59 s ends with 287082. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('stepOfCode', () => {
  it('agrees with RFC 6238', () => {
    expect(stepOfCode(SECRET, '287082', 59_000)).toBe(1);
    expect(stepOfCode(SECRET, '081 804', 1_111_111_109_000)).toBe(37_037_036);
  });

  it('accepts the step before and after, and no other', () => {
    expect(stepOfCode(SECRET, '287082', 61_000)).toBe(1);
    expect(stepOfCode(SECRET, '287082', 29_000)).toBe(1);
    expect(stepOfCode(SECRET, '287082', 90_000)).toBeUndefined();
  });

  it.each(['', '28708', '2870820', 'abcdef', '\u0662\u0668\u0667\u0660\u0668\u0662'])('refuses %j', (code) => {
    expect(stepOfCode(SECRET, code, 59_000)).toBeUndefined();
  });
});

describe('codes', () => {
  it('have an address that an authenticator app reads', () => {
    expect(totpAddress(SECRET, 'amina@mnara.example')).toMatch(
      /^otpauth:\/\/totp\/Mnara:amina%40mnara\.example\?.*secret=GEZD/,
    );
  });

  it('are recognised however they are typed', () => {
    const [code = ''] = newRecoveryCodes();
    expect(hashOfCode(` ${code.toLowerCase().replace('-', ' ')} `)).toBe(hashOfCode(code));
    expect(new Set(newRecoveryCodes()).size).toBe(10);
    expect(newFirstPassword()).toMatch(/^([A-Z2-9]{4}-){4}[A-Z2-9]{4}$/);
  });
});
