import { sizeDelimitedPeek } from '@bufbuild/protobuf/wire';
import type { Delivery, Reaction } from './delivery.js';

const TIMEOUT_MS = 30_000;
const REASON_CHARS = 500;

/** What became of one exchange by HTTPS. */
export type Exchange =
  | { readonly ok: true; readonly reaction: Reaction }
  | { readonly ok: false; readonly refused: boolean; readonly reason: string };

/** Posts one frame and hears the answers: one or more GatewayFrames, each with its length before it. */
export async function exchange(
  gatewayUrl: string,
  key: string,
  frame: Uint8Array,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Exchange> {
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(`${gatewayUrl.replace(/\/$/, '')}/agent/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-protobuf' },
      body: Uint8Array.from(frame),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { ok: false, refused: false, reason: `The gateway cannot be reached (${why}).` };
  }
  if (!response.ok) {
    const reason =
      new TextDecoder().decode(bytes).trim().slice(0, REASON_CHARS) ||
      `The gateway answered ${response.status} to a batch.`;
    return { ok: false, refused: response.status === 401 || response.status === 403, reason };
  }
  return { ok: true, reaction: hear(bytes, delivery) };
}

function hear(bytes: Uint8Array, delivery: Delivery): Reaction {
  let worst: Reaction = { kind: 'continue' };
  let rest = bytes;
  while (rest.byteLength > 0) {
    const peek = sizeDelimitedPeek(rest);
    if (peek.eof || peek.offset + peek.size > rest.byteLength)
      return { kind: 'close', reason: 'The answer of the gateway was cut short.' };
    const reaction = delivery.receive(rest.subarray(peek.offset, peek.offset + peek.size));
    if (reaction.kind !== 'continue') worst = reaction;
    rest = rest.subarray(peek.offset + peek.size);
  }
  return worst;
}
