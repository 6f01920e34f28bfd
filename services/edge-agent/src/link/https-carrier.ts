import { setTimeout as sleep } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { sizeDelimitedPeek } from '@bufbuild/protobuf/wire';
import { GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { agentAddress, type CarrierOptions, type Refusal, refusalBy, unreachable } from './carrier.js';
import type { Delivery, Reaction } from './delivery.js';

const TIMEOUT_MS = 30_000;
const POLL_MS = 2000;

/** The result of one HTTPS exchange. */
type Exchange = { readonly ok: true; readonly reaction: Reaction } | ({ readonly ok: false } & Refusal);

/** Options of a session over HTTPS batches. */
export interface HttpsOptions extends CarrierOptions {
  /** Length of the session, after which a WebSocket is tried again, milliseconds. */
  readonly sessionMs: number;
  /** Aborted when the agent stops. */
  readonly stopping: AbortSignal;
  /** Called for every frame that the gateway answered. */
  readonly onReached: () => void;
}

/**
 * Runs one session with the gateway over HTTPS batches. @returns why it ended early; undefined when nothing went wrong
 */
export async function runHttpsSession(options: HttpsOptions): Promise<Refusal | undefined> {
  const { delivery, stopping } = options;
  const pause = (): Promise<void> => sleep(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
  const untilMs = performance.now() + options.sessionMs;
  let frame: Uint8Array | undefined = delivery.hello();
  while (!stopping.aborted && performance.now() < untilMs) {
    if (frame === undefined) await pause();
    else {
      const answer = await exchange(options, frame);
      if (!answer.ok) return answer;
      options.onReached();
      if (answer.reaction.kind === 'close') return undefined;
      if (answer.reaction.kind === 'pause') await pause();
    }
    frame = delivery.nextBatch(true);
  }
  return undefined;
}

/** Posts one frame and handles the answer: one or more GatewayFrames, each preceded by its length. */
async function exchange({ gatewayUrl, key, delivery, stopping }: HttpsOptions, frame: Uint8Array): Promise<Exchange> {
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(agentAddress(gatewayUrl, 'batch'), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-protobuf' },
      body: Uint8Array.from(frame),
      redirect: 'error',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { ok: false, ...unreachable(why) };
  }
  if (!response.ok) return { ok: false, ...refusalBy(response.status, reasonIn(response, bytes), 'a batch') };
  return { ok: true, reaction: receive(bytes, delivery) };
}

/** The frames of an answer in their order; `undefined` at the end when the answer is truncated. */
function* framesIn(bytes: Uint8Array): Generator<Uint8Array | undefined> {
  let rest = bytes;
  while (rest.byteLength > 0) {
    const peek = sizeDelimitedPeek(rest);
    if (peek.eof || peek.offset + peek.size > rest.byteLength) {
      yield undefined;
      return;
    }
    yield rest.subarray(peek.offset, peek.offset + peek.size);
    rest = rest.subarray(peek.offset + peek.size);
  }
}

/** Why the gateway refused: the messages of its fault frames, or the text that a proxy in between answered. */
function reasonIn(response: Response, bytes: Uint8Array): string {
  if (!response.headers.get('content-type')?.includes('protobuf')) return new TextDecoder().decode(bytes);
  const messages = [...framesIn(bytes)].flatMap((frame) => {
    if (frame === undefined) return [];
    const answer = fromBinary(GatewayFrameSchema, frame).frame;
    return answer.case === 'fault' ? [answer.value.message] : [];
  });
  return messages.join(' ');
}

function receive(bytes: Uint8Array, delivery: Delivery): Reaction {
  let worst: Reaction = { kind: 'continue' };
  for (const frame of framesIn(bytes)) {
    if (frame === undefined)
      return { kind: 'close', reason: 'The answer of the gateway was truncated; it is requested again.' };
    const reaction = delivery.receive(frame);
    if (reaction.kind !== 'continue') worst = reaction;
  }
  return worst;
}
