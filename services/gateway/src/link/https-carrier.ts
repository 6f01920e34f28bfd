import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { type GatewayFrame, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { LinkSession, SessionCarrier } from './link-session.js';

/** The answer to one HTTPS batch: GatewayFrames, or words when the server cannot take events now. */
export type BatchAnswer =
  | { readonly status: 200 | 400; readonly body: Uint8Array }
  | { readonly status: 503; readonly body: string };

/**
 * Carries one AgentFrame that came by HTTPS through a session of its own. The answer is one or more GatewayFrames, each
 * with its length before it; the status is 400 when the frame as a whole was refused.
 */
export async function exchange(
  bytes: Uint8Array,
  sessionOver: (carrier: SessionCarrier) => LinkSession,
): Promise<BatchAnswer> {
  const frames: GatewayFrame[] = [];
  const session = sessionOver({
    beginsWithHello: false,
    send: (frame) => frames.push(frame),
    close: () => undefined,
  });
  const isTaken = await session.receive(bytes);
  if (!isTaken) return { status: 503, body: 'The server cannot take events now; keep them and try again.' };
  const body = Buffer.concat(frames.map((frame) => sizeDelimitedEncode(GatewayFrameSchema, frame)));
  return { status: frames.some(isRefusal) ? 400 : 200, body };
}

/** A Fault with a seq is about one event; the others of its batch were taken. */
const isRefusal = ({ frame }: GatewayFrame): boolean => frame.case === 'fault' && frame.value.seq === 0n;
