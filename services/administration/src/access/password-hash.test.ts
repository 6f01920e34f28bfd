import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from './password-hash.js';

const PASSWORD = 'correct horse battery staple';

describe('password hashes', () => {
  it('know their password and no other, and differ each time', async () => {
    const hash = await hashPassword(PASSWORD);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hashPassword(PASSWORD)).not.toBe(hash);
    expect(await isPassword(PASSWORD, hash)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, hash)).toBe(false);
  });

  it('take the same letters for the same, whether they are composed or not', async () => {
    expect(await isPassword('Jos\u00e9 na Mnara', await hashPassword('Jose\u0301 na Mnara'))).toBe(true);
  });

  it('refuse every password of an account without one', async () => {
    expect(await isPassword('nobody has this password', null)).toBe(false);
  });
});
