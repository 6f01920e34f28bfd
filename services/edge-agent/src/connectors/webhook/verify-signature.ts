import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureSettings } from './signature-settings.js';

/** What of a delivery is verified. Header names are in small letters. */
export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, byte by byte as it came. */
  readonly body: Buffer;
}

export type Verified =
  /** `id` is that of the delivery where the sender signs one: a repetition has the same. */
  { readonly ok: true; readonly id: string | undefined } | { readonly ok: false; readonly reason: string };

/** Where a sender puts the parts of its signature. */
interface Layout {
  readonly signatures: readonly string[];
  readonly timestamp: string | undefined;
  readonly id: string | undefined;
  readonly signed: string;
  readonly url: string;
  readonly encoding: 'hex' | 'base64';
}

const SECRET_PREFIX = 'whsec_';

const refused = (reason: string): Verified => ({ ok: false, reason });

/**
 * Checks the signature of a delivery, in constant time, against every secret, and the signed time against the clock.
 * @param secrets their texts; `whsec_` is followed by base64 @param nowMs Unix milliseconds
 */
export function verifySignature(
  settings: SignatureSettings,
  secrets: readonly string[],
  { headers, body }: SignedDelivery,
  nowMs: number,
): Verified {
  const layout = layoutOf(settings, headers);
  if (layout.signatures.length === 0) return refused(`The header ${headerOf(settings)} has no signature.`);
  if (layout.signed.includes('{id}') && layout.id === undefined) return refused('The header with the id is missing.');
  if (layout.signed.includes('{timestamp}')) {
    const seconds = /^\d{1,12}$/.test(layout.timestamp ?? '') ? Number(layout.timestamp) : undefined;
    if (seconds === undefined) return refused('The signed time is missing, or is not in Unix seconds.');
    if (Math.abs(nowMs / 1000 - seconds) > settings.toleranceSeconds)
      return refused(
        `The delivery was signed more than ${settings.toleranceSeconds} s before or after this computer's time; set ` +
          'the clocks of both computers.',
      );
  }
  const content = signedContent(layout, body);
  let isRight = false;
  for (const secret of secrets) {
    const right = createHmac('sha256', keyOf(secret)).update(content).digest();
    for (const signature of layout.signatures) {
      const given = Buffer.from(signature, layout.encoding);
      // No early end: the time that it takes says nothing about which secret or signature was right.
      if (given.byteLength === right.byteLength && timingSafeEqual(given, right)) isRight = true;
    }
  }
  if (!isRight) return refused('The signature is wrong.');
  return { ok: true, id: layout.signed.includes('{id}') ? layout.id : undefined };
}

const headerOf = (settings: SignatureSettings): string =>
  settings.format === 'standard' ? 'webhook-signature' : settings.header;

function layoutOf(settings: SignatureSettings, headers: SignedDelivery['headers']): Layout {
  const header = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : headers[name.toLowerCase()];
  const text = header(headerOf(settings)) ?? '';
  if (settings.format === 'standard')
    return {
      signatures: text.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : [])),
      timestamp: header('webhook-timestamp'),
      id: header('webhook-id'),
      signed: '{id}.{timestamp}.{body}',
      url: '',
      encoding: 'base64',
    };
  const { signed, url = '', encoding, idHeader } = settings;
  const place = { id: header(idHeader), signed, url, encoding };
  if (settings.format === 'plain') {
    const { prefix, timestampHeader } = settings;
    const signatures = text !== '' && text.startsWith(prefix) ? [text.slice(prefix.length)] : [];
    return { ...place, signatures, timestamp: header(timestampHeader) };
  }
  const fields = text.split(',').map((one) => one.trim());
  const values = (name: string): readonly string[] =>
    fields.flatMap((one) => (one.startsWith(`${name}=`) ? [one.slice(name.length + 1)] : []));
  return { ...place, signatures: values(settings.field), timestamp: values(settings.timestampField)[0] };
}

/** The template with its parts filled in; the body stays as its bytes are. */
function signedContent({ signed, url, timestamp = '', id = '' }: Layout, body: Buffer): Buffer {
  const texts: Readonly<Record<string, string>> = { '{url}': url, '{timestamp}': timestamp, '{id}': id };
  return Buffer.concat(
    signed.split(/(\{\w+\})/).map((part) => (part === '{body}' ? body : Buffer.from(texts[part] ?? part, 'utf8'))),
  );
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
