import { createHash, timingSafeEqual } from 'node:crypto';
import { readSecret } from '../../read-secret.js';
import { type SignedDelivery, type Verified, verifySignature } from './verify-signature.js';
import type { WebhookSettings } from './webhook-schema.js';

/**
 * Whether a delivery comes from the source. Secrets are read when they are used, so that a file may be replaced while
 * the agent runs.
 * @throws AgentConfigError when a secret's file cannot be read
 */
export function checkAccess(
  { signature, token }: Pick<WebhookSettings, 'signature' | 'token'>,
  delivery: SignedDelivery,
  nowMs: number,
): Verified {
  if (signature !== undefined) {
    const secrets = signature.secretFiles.map((file) => readSecret(file, 'webhook secret'));
    return verifySignature(signature, secrets, delivery, nowMs);
  }
  if (token === undefined) return { ok: true, id: undefined };
  const given = digest(delivery.headers[token.header.toLowerCase()] ?? '');
  const isRight = token.files
    .map((file) => timingSafeEqual(given, digest(token.prefix + readSecret(file, 'webhook token'))))
    .includes(true);
  return isRight
    ? { ok: true, id: undefined }
    : { ok: false, reason: `The header ${token.header} is missing or wrong.` };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
