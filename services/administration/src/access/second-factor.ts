import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Length of a step of time-based codes, seconds (RFC 6238). */
const STEP_SECONDS = 30;
/** Steps before and after the present one that are accepted, for clocks that are a little wrong. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** Letters and digits that nobody takes for one another. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** A new secret of an authenticator app, base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({ issuer: 'Mnara', label, secret: Secret.fromBase32(secret), digits: 6, period: STEP_SECONDS });

/** The address that an authenticator app reads from a picture. */
export const totpAddress = (secret: string, userName: string): string => totpOf(secret, userName).toString();

/** The step that a code belongs to, near `now` (Unix milliseconds); undefined when the code is wrong. */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totpOf(secret).validate({ token, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / STEP_SECONDS) + delta;
}

/** SHA-256 of a random code, hexadecimal: such codes have 50 bits or more, so that a slow hash is not needed. */
export const hashOfCode = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('hex');

const group = (chars: number): string =>
  Array.from({ length: chars }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Ten codes for the day on which the phone is lost, each for one use. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => `${group(5)}-${group(5)}`);

/** A password that an administrator passes on: 20 letters and digits in groups. */
export const newFirstPassword = (): string => Array.from({ length: 5 }, () => group(4)).join('-');

/** The code of the link that makes the first administrator: 160 bits. */
export const newSetUpCode = (): string => randomBytes(20).toString('base64url');

/** SHA-256 of the code of the set-up link. */
export const hashOfSetUpCode = (code: string): string => createHash('sha256').update(code).digest('hex');
