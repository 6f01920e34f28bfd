import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The stored form of a key. The secret has 256 random bits, so one salted SHA-256 is as hard to reverse as a slow hash.
 */
export interface KeyHash {
  readonly hash: Uint8Array;
  readonly salt: Uint8Array;
}

/** A new key; `key` is shown once and never stored by the server. */
export interface NewAgentKey extends KeyHash {
  /** `<agent id>.<secret>`: the agent id is included so that the key can be looked up. */
  readonly key: string;
}

const SECRET_BYTES = 32;
const SALT_BYTES = 16;

const digest = (secret: string, salt: Uint8Array): Uint8Array =>
  createHash('sha256').update(salt).update(secret).digest();

/** Creates a key for an agent. */
export function newAgentKey(agentId: string): NewAgentKey {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const salt = randomBytes(SALT_BYTES);
  return { key: `${agentId}.${secret}`, hash: digest(secret, salt), salt };
}

/** Splits a key into its agent's id and its secret. @returns undefined when the text is not a key */
export function parseAgentKey(key: string): { readonly agentId: string; readonly secret: string } | undefined {
  const at = key.lastIndexOf('.');
  if (at <= 0 || at > 128 || !/^[\w-]{43}$/.test(key.slice(at + 1))) return undefined;
  return { agentId: key.slice(0, at), secret: key.slice(at + 1) };
}

/** Whether the secret matches the hash. */
export function isSecretOf(secret: string, { hash, salt }: KeyHash): boolean {
  const made = digest(secret, salt);
  return made.byteLength === hash.byteLength && timingSafeEqual(made, hash);
}

const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A single-use code that a person types, 80 random bits: XXXX-XXXX-XXXX-XXXX. */
export function newEnrolmentCode(): string {
  const letters = [...randomBytes(16)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** The stored hash of a code. Case, spaces and dashes are ignored. */
export function hashEnrolmentCode(code: string): Uint8Array {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest();
}
