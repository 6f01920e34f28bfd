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
import type { DirectiveStore } from '#store/directives/agent-directives.js';
import type { DirectiveLink } from '../directives/directive-push.js';
import { DirectiveTalk } from '../directives/directive-talk.js';
import { checkBatch } from './check-batch.js';
import type { Intake } from './intake.js';

/** Largest frame of an agent, bytes. */
export const MAX_FRAME_BYTES = 1024 * 1024;
/** Events that an agent may send before an acknowledgement. */
const WINDOW = 5000;
/** More frames without sense than this within a minute end the link. */
const BAD_FRAMES_PER_MINUTE = 20;

/** What carries the session's frames: a socket for as long as it is open, or one HTTPS exchange. */
export interface SessionCarrier {
  /** Whether events come after a Hello only; where they need not, a batch says whose it is. */
  readonly beginsWithHello: boolean;
  send(frame: GatewayFrame): void;
  /** Called after the Fault that says why. */
  close(reason: string): void;
}

export interface SessionParts {
  readonly agent: KnownAgent;
  readonly intake: Intake;
  readonly positions: PositionReader;
  readonly centres: CentreDirectory;
  readonly directives: DirectiveStore;
  readonly now: () => number;
  readonly carrier: SessionCarrier;
}

type Frame = NonNullable<MessageInitShape<typeof GatewayFrameSchema>['frame']>;

/** A frame that was dealt with; `settled` resolves when its events are in the log (true) or given back (false). */
interface Handled {
  readonly settled: Promise<boolean>;
}

const DONE: Handled = { settled: Promise.resolve(true) };
const NOT_NOW: Handled = { settled: Promise.resolve(false) };

/** The gateway's half of one conversation with an agent. Frames are handled in the order in which they came. */
export class LinkSession implements DirectiveLink {
  readonly #parts: SessionParts;
  readonly #talk: DirectiveTalk;
  readonly #badAtMs: number[] = [];
  #queue: Promise<void> = Promise.resolve();
  #outboxId: string | undefined;
  /** Newest seq that was taken from this conversation. */
  #takenSeq = 0;
  /**
   * A frame was lost: what does not join on has to be sent again, or its forerunners would be taken for lost at the
   * agent's disk.
   */
  #isBroken = false;
  #isClosed = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#talk = new DirectiveTalk({ agent: parts.agent, store: parts.directives, now: parts.now });
  }

  /**
   * Resolves when the frame has been dealt with and its events, if any, are in the log or given back.
   * @returns false when the server cannot take it now: the agent keeps it and tries again
   */
  async receive(bytes: Uint8Array): Promise<boolean> {
    const handled = this.#queue.then(() => (this.#isClosed ? NOT_NOW : this.#receive(bytes)));
    // The next frame is looked at while this one's events are on their way.
    this.#queue = handled.then(() => undefined);
    return (await handled).settled;
  }

  /** Ends the session with a fault that says why. */
  close(code: string, message: string): void {
    if (this.#isClosed) return;
    this.#fault(code, message, { closing: true });
    this.#isClosed = true;
    this.#parts.carrier.close(message);
  }

  /** The carrier is gone. */
  ended(): void {
    this.#isClosed = true;
  }

  get directiveCentreId(): string | undefined {
    return this.#isClosed ? undefined : this.#talk.centreId;
  }

  pushDirectives(directives: readonly Directive[]): void {
    const news = this.#talk.news(directives);
    if (news !== undefined) this.#send({ case: 'directives', value: news });
  }

  async #receive(bytes: Uint8Array): Promise<Handled> {
    let message: AgentFrame;
    try {
      message = fromBinary(AgentFrameSchema, bytes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.bad('bad_frame', `The frame cannot be decoded (${why}); it was cut short or is not a mnara.v1.AgentFrame.`);
      return DONE;
    }
    try {
      return (await this.#handle(message)) ?? DONE;
    } catch {
      this.close(
        'log_unavailable',
        'The server cannot take events now (its database is away); keep them and try again.',
      );
      return NOT_NOW;
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
        this.bad('bad_frame', 'The frame has no content that this version knows; update the server before its agents.');
        return undefined;
    }
  }

  /** Counts a frame without sense and says so; the link stays until it is abuse. */
  bad(code: string, message: string): void {
    const nowMs = this.#parts.now();
    this.#isBroken = true;
    this.#badAtMs.push(nowMs);
    while (nowMs - (this.#badAtMs[0] ?? nowMs) > 60_000) this.#badAtMs.shift();
    if (this.#badAtMs.length > BAD_FRAMES_PER_MINUTE)
      this.close('abuse', `More than ${BAD_FRAMES_PER_MINUTE} frames in a minute made no sense; the link is closed.`);
    else this.#fault(code, message);
  }

  /** Whether the agent speaks for itself and for its own centre; closes the session where it does not. */
  #admits({ agentId, centreId, outboxId }: Pick<Hello, 'agentId' | 'centreId' | 'outboxId'>): boolean {
    const { agent } = this.#parts;
    if (agentId !== agent.agentId)
      this.close(
        'wrong_agent',
        `The key is that of agent "${agent.agentId}", but the agent calls itself "${agentId}"; mend agentId in its configuration.`,
      );
    else if (agent.centreId !== undefined && centreId !== agent.centreId)
      this.close(
        'wrong_centre',
        `The key is that of centre "${agent.centreId}", but the agent speaks for "${centreId}"; mend centreId in its configuration.`,
      );
    else if (!/^[\w-]{1,64}$/.test(outboxId)) this.close('bad_frame', 'outbox_id is missing or is not a UUID.');
    return !this.#isClosed;
  }

  async #hello(hello: Hello): Promise<void> {
    const { agent, intake, positions, now } = this.#parts;
    if (!this.#admits(hello)) return;
    // What an older link has on its way comes first, or the position would be too low.
    await intake.idle(agent.agentId);
    const ackedSeq = await positions.lastSeq(agent.agentId, hello.outboxId);
    await positions.noteRecorded(agent.agentId, hello.outboxId, Number(hello.lastSeq), now());
    this.#outboxId = hello.outboxId;
    this.#takenSeq = ackedSeq;
    this.#isBroken = false;
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

  /** The outbox that a batch is of; undefined when it is not taken, and the agent has been told why. */
  #outboxOf(batch: EventBatch): string | undefined {
    if (!this.#parts.carrier.beginsWithHello) return this.#admits(batch) ? batch.outboxId : undefined;
    if (this.#outboxId !== undefined && (batch.outboxId === '' || batch.outboxId === this.#outboxId))
      return this.#outboxId;
    this.bad('no_hello', 'Events came before the Hello of their outbox; say Hello first.');
    return undefined;
  }

  async #events(batch: EventBatch): Promise<Handled | undefined> {
    const { agent, centres, now } = this.#parts;
    if (batch.events.length === 0) return undefined;
    const outboxId = this.#outboxOf(batch);
    if (outboxId === undefined) return undefined;
    const checked = await checkBatch(agent, outboxId, batch.events, centres, now());
    if (!checked.ok) {
      this.bad(checked.code, checked.message);
      return undefined;
    }
    if (this.#isBroken && checked.firstSeq > this.#takenSeq + 1) {
      const message = `A frame before this one was lost; send again from seq ${this.#takenSeq + 1}.`;
      this.#fault('out_of_order', message);
      return undefined;
    }
    this.#isBroken = false;
    this.#takenSeq = Math.max(this.#takenSeq, checked.lastSeq);
    for (const { seq, code, message } of checked.faults) this.#fault(code, message, { seq });
    return { settled: this.#append(checked.records, checked.lastSeq) };
  }

  /** Beside the events: what the agent says of directives must not hold them up. */
  async #report(report: DirectiveReport): Promise<boolean> {
    try {
      const reported = await this.#talk.report(report);
      if (reported.ok) this.#send({ case: 'directives', value: reported.batch });
      else this.bad('bad_frame', reported.message);
      return true;
    } catch {
      // The agent reports again by itself.
      this.#parts.intake.metrics.fault('directives_unavailable');
      return false;
    }
  }

  async #append(records: Parameters<Intake['append']>[1], lastSeq: number): Promise<boolean> {
    const { agent, intake, now } = this.#parts;
    try {
      await intake.append(agent.agentId, records);
    } catch {
      // Closed, so that nothing that is on its way already overtakes what failed.
      this.close('log_unavailable', 'The server cannot take events now; keep them and try again.');
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
