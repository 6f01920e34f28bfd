import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { type GatewayFrame, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { LinkSession, SessionCarrier } from './link-session.js';

/** The answer to one HTTPS batch: GatewayFrames, or a text when the server cannot accept events now. */
export type BatchAnswer =
  | { readonly status: 200 | 400; readonly body: Uint8Array }
  | { readonly status: 503; readonly body: string };

/**
 * Handles one AgentFrame that was received by HTTPS in its own session. The answer contains one or more GatewayFrames,
 * each preceded by its length. The status is 400 when the whole frame was rejected.
 */
export async function exchange(
  bytes: Uint8Array,
  sessionOver: (carrier: SessionCarrier) => LinkSession,
): Promise<BatchAnswer> {
  const frames: GatewayFrame[] = [];
  const session = sessionOver({
    requiresHello: false,
    send: (frame) => frames.push(frame),
    close: () => undefined,
  });
  const isAccepted = await session.receive(bytes);
  if (!isAccepted) return { status: 503, body: 'The server cannot accept events now; keep them and try again.' };
  const body = Buffer.concat(frames.map((frame) => sizeDelimitedEncode(GatewayFrameSchema, frame)));
  return { status: frames.some(isRefusal) ? 400 : 200, body };
}

/** A Fault with a seq rejects one event only; the other events of its batch were accepted. */
const isRefusal = ({ frame }: GatewayFrame): boolean => frame.case === 'fault' && frame.value.seq === 0n;
