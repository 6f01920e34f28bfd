import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { FewAtOnce } from '#platform/timing/few-at-once.js';

const derive = promisify(argon2);

/** OWASP's parameters of argon2id: 19 MiB and two passes take some 50 ms of a core. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
/** Strangers who guess can take one core and 40 MB, not the server; the others wait for their turn. */
const checks = new FewAtOnce(2, 50);
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** Hashes a password with argon2id (RFC 9106); the answer is a PHC string. @throws TooManyWaitingError */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await checks.run(() => derive('argon2id', { message: password.normalize('NFKC'), nonce, ...COST }));
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

let dummy: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash, in a time that does not depend on the answer. Without a hash the same
 * work is done for nothing, so that the time does not tell whether there is such an account.
 * @throws TooManyWaitingError
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password').catch((error: unknown) => {
    dummy = undefined;
    throw error;
  });
  const parts = PHC.exec(hash ?? (await dummy));
  if (parts === null) throw new Error('A stored password hash is not one of argon2id.');
  const [, memory, passes, parallelism, nonce = '', expected = ''] = parts;
  const tag = Buffer.from(expected, 'base64');
  const parameters = {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: tag.length,
  };
  const computed = await checks.run(() => derive('argon2id', parameters));
  return timingSafeEqual(computed, tag) && hash !== null;
}
