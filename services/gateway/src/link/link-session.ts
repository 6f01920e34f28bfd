import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type AgentFrame,
  AgentFrameSchema,
  type EventBatch,
  type GatewayFrame,
  GatewayFrameSchema,
  type Hello,
} from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { DirectiveReport } from '#contracts/gen/mnara/v1/directive_pb.js';
import type { Directive } from '#domain/directive/directive.js';
import type { CentreDirectory, KnownAgent, PositionReader } from '#store/agents/agent-registry.js';
import type { AgentDirectiveStore } from '#store/directives/agent-directive-store.js';
import { DirectiveExchange } from '../directives/directive-exchange.js';
import type { DirectiveLink } from '../directives/directive-push.js';
import { checkBatch } from './check-batch.js';
import type { Intake } from './intake.js';

/** Maximum size of a frame of an agent, bytes. */
export const MAX_FRAME_BYTES = 1024 * 1024;
/** Maximum number of events that an agent may send before they are acknowledged. */
const WINDOW = 5000;
/** The link is closed when more invalid frames than this arrive within a minute. */
const MAX_INVALID_FRAMES_PER_MINUTE = 20;

/** Carries the session's frames: an open WebSocket, or one HTTPS exchange. */
export interface SessionCarrier {
  /** Whether a Hello must come before events. When it is false, each batch names its agent, centre and outbox. */
  readonly requiresHello: boolean;
  send(frame: GatewayFrame): void;
  /** Called after a Fault with the reason was sent. */
  close(reason: string): void;
}

export interface SessionParts {
  readonly agent: KnownAgent;
  readonly intake: Intake;
  readonly positions: PositionReader;
  readonly centres: CentreDirectory;
  readonly directives: AgentDirectiveStore;
  readonly now: () => number;
  readonly carrier: SessionCarrier;
}

type Frame = NonNullable<MessageInitShape<typeof GatewayFrameSchema>['frame']>;

/**
 * A frame that was handled. `settled` resolves when its events are in the log (true), or when the agent has to send
 * them again (false).
 */
interface Handled {
  readonly settled: Promise<boolean>;
}

const HANDLED: Handled = { settled: Promise.resolve(true) };
const TRY_LATER: Handled = { settled: Promise.resolve(false) };

/** The gateway's side of one session with an agent. Frames are handled in the order in which they were received. */
export class LinkSession implements DirectiveLink {
  readonly #parts: SessionParts;
  readonly #directives: DirectiveExchange;
  readonly #invalidAtMs: number[] = [];
  #queue: Promise<void> = Promise.resolve();
  #outboxId: string | undefined;
  /** Highest seq that was accepted in this session. */
  #acceptedSeq = 0;
  /**
   * A frame was lost. Later events that leave a gap are rejected until the agent sends the missing ones again;
   * otherwise the processor would record the missing events as lost on the agent's disk.
   */
  #hasLostFrame = false;
  #isClosed = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#directives = new DirectiveExchange({ agent: parts.agent, store: parts.directives, now: parts.now });
  }

  /**
   * Resolves when the frame has been handled and its events, if any, are in the log or have to be sent again.
   * @returns false when the server cannot accept the frame now; the agent keeps it and tries again
   */
  async receive(bytes: Uint8Array): Promise<boolean> {
    const handled = this.#queue.then(() => (this.#isClosed ? TRY_LATER : this.#receive(bytes)));
    // The next frame is handled while the events of this one are being appended.
    this.#queue = handled.then(() => undefined);
    return (await handled).settled;
  }

  /** Closes the session with a fault that states the reason. */
  close(code: string, message: string): void {
    if (this.#isClosed) return;
    this.#fault(code, message, { closing: true });
    this.#isClosed = true;
    this.#parts.carrier.close(message);
  }

  /** The carrier has been closed. */
  ended(): void {
    this.#isClosed = true;
  }

  get directiveCentreId(): string | undefined {
    return this.#isClosed ? undefined : this.#directives.centreId;
  }

  pushDirectives(directives: readonly Directive[]): void {
    const news = this.#directives.takeUnsent(directives);
    if (news !== undefined) this.#send({ case: 'directives', value: news });
  }

  async #receive(bytes: Uint8Array): Promise<Handled> {
    let message: AgentFrame;
    try {
      message = fromBinary(AgentFrameSchema, bytes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.rejectFrame(
        'bad_frame',
        `The frame cannot be decoded (${why}); it was truncated or is not a mnara.v1.AgentFrame.`,
      );
      return HANDLED;
    }
    try {
      return (await this.#handle(message)) ?? HANDLED;
    } catch {
      this.close(
        'log_unavailable',
        'The server cannot accept events now because its database is unavailable; keep them and try again.',
      );
      return TRY_LATER;
    }
  }

  async #handle({ frame }: AgentFrame): Promise<Handled | undefined> {
    const { now } = this.#parts;
    switch (frame.case) {
      case 'hello':
        await this.#hello(frame.value);
        return undefined;
      case 'events':
        return this.#events(frame.value);
      case 'directiveReport':
        return { settled: this.#report(frame.value) };
      case 'clockProbe':
        this.#send({
          case: 'clockAnswer',
          value: { agentTimeMs: frame.value.agentTimeMs, serverTimeMs: BigInt(now()) },
        });
        return undefined;
      default:
        this.rejectFrame(
          'bad_frame',
          'The frame has no content that this version knows; update the server before you update its agents.',
        );
        return undefined;
    }
  }

  /** Rejects an invalid frame with a fault. The link stays open until too many frames are invalid. */
  rejectFrame(code: string, message: string): void {
    const nowMs = this.#parts.now();
    this.#hasLostFrame = true;
    this.#invalidAtMs.push(nowMs);
    while (nowMs - (this.#invalidAtMs[0] ?? nowMs) > 60_000) this.#invalidAtMs.shift();
    if (this.#invalidAtMs.length > MAX_INVALID_FRAMES_PER_MINUTE)
      this.close(
        'abuse',
        `More than ${MAX_INVALID_FRAMES_PER_MINUTE} invalid frames arrived within a minute; the link is closed.`,
      );
    else this.#fault(code, message);
  }

  /** Whether the agent uses its own id, its own centre and a valid outbox id; closes the session otherwise. */
  #admits({ agentId, centreId, outboxId }: Pick<Hello, 'agentId' | 'centreId' | 'outboxId'>): boolean {
    const { agent } = this.#parts;
    if (agentId !== agent.agentId)
      this.close(
        'wrong_agent',
        `The key belongs to agent "${agent.agentId}", but the agent is configured as "${agentId}"; fix ` +
          'agentId in its configuration.',
      );
    else if (agent.centreId !== undefined && centreId !== agent.centreId)
      this.close(
        'wrong_centre',
        `The key belongs to centre "${agent.centreId}", but the agent is configured for "${centreId}"; fix ` +
          'centreId in its configuration.',
      );
    else if (!/^[\w-]{1,64}$/.test(outboxId)) this.close('bad_frame', 'outbox_id is missing or is not a UUID.');
    return !this.#isClosed;
  }

  async #hello(hello: Hello): Promise<void> {
    const { agent, intake, positions, now } = this.#parts;
    if (!this.#admits(hello)) return;
    // Appends of an older link must end first; otherwise the position would be too low.
    await intake.idle(agent.agentId);
    const ackedSeq = await positions.lastSeq(agent.agentId, hello.outboxId);
    this.#outboxId = hello.outboxId;
    this.#acceptedSeq = ackedSeq;
    this.#hasLostFrame = false;
    this.#send({
      case: 'welcome',
      value: {
        ackedSeq: BigInt(ackedSeq),
        serverTimeMs: BigInt(now()),
        window: WINDOW,
        takesDirectiveReports: agent.centreId !== undefined,
      },
    });
  }

  /** The id of the outbox that a batch belongs to; undefined when the batch was rejected with a fault. */
  #outboxOf(batch: EventBatch): string | undefined {
    if (!this.#parts.carrier.requiresHello) return this.#admits(batch) ? batch.outboxId : undefined;
    if (this.#outboxId !== undefined && (batch.outboxId === '' || batch.outboxId === this.#outboxId))
      return this.#outboxId;
    this.rejectFrame('no_hello', 'Events were received before the Hello of their outbox; send Hello first.');
    return undefined;
  }

  async #events(batch: EventBatch): Promise<Handled | undefined> {
    const { agent, centres, now } = this.#parts;
    if (batch.events.length === 0) return undefined;
    const outboxId = this.#outboxOf(batch);
    if (outboxId === undefined) return undefined;
    const checked = await checkBatch(agent, outboxId, batch.events, centres, now());
    if (!checked.ok) {
      this.rejectFrame(checked.code, checked.message);
      return undefined;
    }
    if (this.#hasLostFrame && checked.firstSeq > this.#acceptedSeq + 1) {
      const message = `A frame before this one was lost; send again from seq ${this.#acceptedSeq + 1}.`;
      this.#fault('out_of_order', message);
      return undefined;
    }
    this.#hasLostFrame = false;
    this.#acceptedSeq = Math.max(this.#acceptedSeq, checked.lastSeq);
    for (const { seq, code, message } of checked.faults) this.#fault(code, message, { seq });
    return { settled: this.#append(checked.records, checked.lastSeq) };
  }

  /** Runs in parallel to the events, so that a report never delays them. */
  async #report(report: DirectiveReport): Promise<boolean> {
    try {
      const reported = await this.#directives.report(report);
      if (reported.ok) this.#send({ case: 'directives', value: reported.batch });
      else this.rejectFrame('bad_frame', reported.message);
      return true;
    } catch {
      // The agent sends its report again without a request.
      this.#parts.intake.metrics.fault('directives_unavailable');
      return false;
    }
  }

  async #append(records: Parameters<Intake['append']>[1], lastSeq: number): Promise<boolean> {
    const { agent, intake, now } = this.#parts;
    try {
      await intake.append(agent.agentId, records);
    } catch {
      // The session is closed, so that frames that were already received cannot overtake the events that failed.
      this.close('log_unavailable', 'The server cannot accept events now; keep them and try again.');
      return false;
    }
    this.#send({ case: 'ack', value: { ackedSeq: BigInt(lastSeq), serverTimeMs: BigInt(now()) } });
    return true;
  }

  #fault(code: string, message: string, { seq = 0, closing = false } = {}): void {
    this.#parts.intake.metrics.fault(code);
    this.#send({ case: 'fault', value: { code, message, seq: BigInt(seq), closing } });
  }

  #send(frame: Frame): void {
    if (!this.#isClosed) this.#parts.carrier.send(create(GatewayFrameSchema, { frame }));
  }
}
