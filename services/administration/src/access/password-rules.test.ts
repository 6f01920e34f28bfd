import { describe, expect, it } from 'vitest';
import { faultOfPassword } from './password-rules.js';

const OWNER = { userName: 'amina.otieno', name: 'Amina Otieno' };

describe('faultOfPassword', () => {
  it.each([
    ['short', 'too_short'],
    ['a'.repeat(129), 'too_long'],
    ['passwordpassword', 'too_easy'],
    ['123456789012', 'too_easy'],
    ['aminaotieno2026', 'too_easy'],
    ['mnaramnaramnara', 'too_easy'],
    ['qwertyuiop123', 'too_easy'],
  ])('refuses %j as %s', async (password, fault) => {
    expect(await faultOfPassword(password, OWNER)).toBe(fault);
  });

  it.each(['gorilla paints quiet harbour', 'жылқы көпір аспан шай', 'v9-Rk2tq7Lw#x'])(
    'accepts %j',
    async (password) => {
      expect(await faultOfPassword(password, OWNER)).toBeUndefined();
    },
  );
});
