import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { type AgentFrame, AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { CentreDirectory, KnownAgent, PositionReader } from '#store/agents/agent-registry.js';
import type { DirectiveStore } from '#store/directives/agent-directives.js';
import { DirectiveTalk } from '../directives/directive-talk.js';
import { checkBatch } from './check-batch.js';
import type { Intake } from './intake.js';
import { WINDOW } from './link-session.js';

type Frame = NonNullable<MessageInitShape<typeof GatewayFrameSchema>['frame']>;

export interface BatchParts {
  readonly agent: KnownAgent;
  readonly intake: Intake;
  readonly positions: PositionReader;
  readonly centres: CentreDirectory;
  readonly directives: DirectiveStore;
  readonly now: () => number;
}

/** The answer to one HTTPS batch; 503 when the server cannot take events now. */
export type BatchAnswer =
  | { readonly status: 200 | 400; readonly body: Uint8Array }
  | { readonly status: 503; readonly body: string };

/** Handles one AgentFrame that came by HTTPS. The answer is one or more GatewayFrames, each with its length before it. */
export async function takeBatch(bytes: Uint8Array, parts: BatchParts): Promise<BatchAnswer> {
  let message: AgentFrame;
  try {
    message = fromBinary(AgentFrameSchema, bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(
      parts,
      'bad_frame',
      `The batch cannot be decoded (${why}); it was cut short or is not a mnara.v1.AgentFrame.`,
    );
  }
  try {
    return await handle(message, parts);
  } catch {
    return { status: 503, body: 'The server cannot take events now; keep them and try again.' };
  }
}

async function handle({ frame }: AgentFrame, parts: BatchParts): Promise<BatchAnswer> {
  const { agent, intake, positions, centres, now } = parts;
  if (frame.case === 'clockProbe') {
    return accept([
      { case: 'clockAnswer', value: { agentTimeMs: frame.value.agentTimeMs, serverTimeMs: BigInt(now()) } },
    ]);
  }
  if (frame.case === 'directiveReport') {
    const reported = await new DirectiveTalk({ agent, store: parts.directives, now }).report(frame.value);
    return reported.ok
      ? accept([{ case: 'directives', value: reported.batch }])
      : refuse(parts, 'bad_frame', reported.message);
  }
  if (frame.case !== 'hello' && frame.case !== 'events')
    return refuse(parts, 'bad_frame', 'The batch has no content that this version knows.');
  const { agentId, centreId, outboxId } = frame.value;
  if (agentId !== agent.agentId)
    return refuse(
      parts,
      'wrong_agent',
      `The key is that of agent "${agent.agentId}", but the batch is of "${agentId}".`,
    );
  if (agent.centreId !== undefined && centreId !== agent.centreId) {
    return refuse(
      parts,
      'wrong_centre',
      `The key is that of centre "${agent.centreId}", but the batch is of "${centreId}"; mend centreId in the agent's configuration.`,
    );
  }
  if (!/^[\w-]{1,64}$/.test(outboxId)) return refuse(parts, 'bad_frame', 'outbox_id is missing or is not a UUID.');
  if (frame.case === 'hello') {
    await intake.idle(agent.agentId);
    const ackedSeq = await positions.lastSeq(agent.agentId, outboxId);
    return accept([
      {
        case: 'welcome',
        value: {
          ackedSeq: BigInt(ackedSeq),
          serverTimeMs: BigInt(now()),
          window: WINDOW,
          takesDirectiveReports: agent.centreId !== undefined,
        },
      },
    ]);
  }
  const checked = await checkBatch(agent, outboxId, frame.value.events, centres, now());
  if (!checked.ok) return refuse(parts, checked.code, checked.message);
  await intake.append(agent.agentId, checked.records);
  for (const { code } of checked.faults) intake.metrics.fault(code);
  return accept([
    ...checked.faults.map(
      ({ seq, code, message }): Frame => ({
        case: 'fault',
        value: { seq: BigInt(seq), code, message, closing: false },
      }),
    ),
    { case: 'ack', value: { ackedSeq: BigInt(checked.lastSeq), serverTimeMs: BigInt(now()) } },
  ]);
}

const encode = (frames: readonly Frame[]): Uint8Array =>
  Buffer.concat(frames.map((frame) => sizeDelimitedEncode(GatewayFrameSchema, create(GatewayFrameSchema, { frame }))));

const accept = (frames: readonly Frame[]): BatchAnswer => ({ status: 200, body: encode(frames) });

function refuse({ intake }: BatchParts, code: string, message: string): BatchAnswer {
  intake.metrics.fault(code);
  return { status: 400, body: encode([{ case: 'fault', value: { code, message, seq: 0n, closing: false } }]) };
}
