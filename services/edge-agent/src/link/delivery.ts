import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AgentFrameSchema,
  type Fault,
  type GatewayFrame,
  GatewayFrameSchema,
} from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { AgentLog } from '../agent/agent-log.js';
import type { ClockOffset } from '../agent/clock-offset.js';
import { SCHEMA_VERSION } from '../agent/encode-event.js';
import type { DirectiveSync } from '../directives/directive-sync.js';
import type { Outbox } from '../outbox/outbox.js';

const BATCH_EVENTS = 500;
const BATCH_BYTES = 256 * 1024;
/** The window before a Welcome gives another one, events. */
const FIRST_WINDOW = 500;

export interface DeliveryOptions {
  readonly agentId: string;
  /** Empty for an agent of several centres. */
  readonly centreId: string;
  readonly version: string;
  readonly outbox: Outbox;
  /** Undefined for an agent of several centres. */
  readonly directiveSync?: DirectiveSync | undefined;
  readonly clock: ClockOffset;
  readonly now: () => number;
  readonly log: AgentLog;
  /** Called when the stamped clock offset has changed. */
  readonly onOffset?: (offsetMs: number) => void;
}

/** What the carrier must do after a frame. */
export type Reaction =
  | { readonly kind: 'continue' }
  /** Do not send events for a moment, because the gateway cannot accept them now. */
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'close'; readonly reason: string };

const CONTINUE: Reaction = { kind: 'continue' };

/** The agent's side of the protocol, for any carrier: decides what to send next, and how to react to an answer. */
export class Delivery {
  readonly #options: DeliveryOptions;
  #sentSeq = 0;
  #window = FIRST_WINDOW;
  #welcomed = false;
  #helloAtMs = 0;
  #progressAtMs = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Starts a session. @returns the Hello frame */
  hello(): Uint8Array {
    const { agentId, centreId, version, outbox, now } = this.#options;
    this.#welcomed = false;
    this.#helloAtMs = this.#progressAtMs = now();
    return encode({
      case: 'hello',
      value: {
        agentId,
        centreId,
        outboxId: outbox.outboxId(),
        lastSeq: BigInt(outbox.lastSeq()),
        agentVersion: version,
        schemaVersion: SCHEMA_VERSION,
      },
    });
  }

  get welcomed(): boolean {
    return this.#welcomed;
  }

  probe(): Uint8Array {
    return encode({ case: 'clockProbe', value: { agentTimeMs: BigInt(Math.trunc(this.#options.now())) } });
  }

  /**
   * The next batch that the window allows, or a report on directives; undefined when there is nothing to send now.
   * @param isPolling true when the gateway cannot push frames (HTTPS batches)
   */
  nextBatch(isPolling = false): Uint8Array | undefined {
    const { agentId, centreId, outbox, now, directiveSync } = this.#options;
    const report = this.#welcomed ? directiveSync?.next(isPolling) : undefined;
    if (report !== undefined) return encode({ case: 'directiveReport', value: report });
    const inFlight = this.#sentSeq - outbox.ackedSeq();
    const room = Math.min(BATCH_EVENTS, this.#window - inFlight);
    if (!this.#welcomed || room <= 0 || this.#sentSeq >= outbox.lastSeq()) return undefined;
    const events = outbox.read(this.#sentSeq, room, BATCH_BYTES);
    const last = events.at(-1);
    if (last === undefined) return undefined;
    if (inFlight === 0) this.#progressAtMs = now();
    this.#sentSeq = last.seq;
    return encode({
      case: 'events',
      value: { events: events.map((event) => event.payload), outboxId: outbox.outboxId(), agentId, centreId },
    });
  }

  /** Continues to send after the last acknowledged event. */
  rewind(): void {
    this.#sentSeq = this.#options.outbox.ackedSeq();
  }

  /** How long events have been in flight without any answer, milliseconds. */
  stalledMs(): number {
    return this.#sentSeq > this.#options.outbox.ackedSeq() ? this.#options.now() - this.#progressAtMs : 0;
  }

  receive(bytes: Uint8Array): Reaction {
    let message: GatewayFrame;
    try {
      message = fromBinary(GatewayFrameSchema, bytes);
    } catch {
      return {
        kind: 'close',
        reason:
          'The gateway sent a frame that cannot be decoded; check that gatewayUrl is the address of a Mnara gateway.',
      };
    }
    return this.react(message);
  }

  react({ frame }: GatewayFrame): Reaction {
    const { clock, now } = this.#options;
    switch (frame.case) {
      case 'welcome':
        this.#window = Math.max(1, frame.value.window);
        this.#sampled(clock.sample(this.#helloAtMs, Number(frame.value.serverTimeMs), now()));
        this.#options.directiveSync?.welcomed(frame.value.takesDirectiveReports);
        return this.#welcome(Number(frame.value.ackedSeq));
      case 'directives':
        this.#options.directiveSync?.receive(frame.value);
        return CONTINUE;
      case 'ack':
        return this.#ack(Number(frame.value.ackedSeq));
      case 'clockAnswer':
        this.#sampled(clock.sample(Number(frame.value.agentTimeMs), Number(frame.value.serverTimeMs), now()));
        return CONTINUE;
      case 'fault':
        return this.#fault(frame.value);
      default:
        return CONTINUE;
    }
  }

  #sampled(changed: boolean): void {
    const { clock, log, onOffset } = this.#options;
    if (!changed) return;
    log.warn(
      { clockOffsetMs: clock.stampedMs },
      'The clock of this computer is wrong; events are stamped with the difference.',
    );
    onOffset?.(clock.stampedMs);
  }

  #welcome(ackedSeq: number): Reaction {
    const { outbox, log } = this.#options;
    if (ackedSeq > outbox.lastSeq()) {
      log.warn(
        { ackedSeq, lastSeq: outbox.lastSeq() },
        'The gateway has more events of this outbox than the disk, for example because the disk was restored ' +
          'from a backup; a new outbox is started.',
      );
      outbox.renumber();
      return { kind: 'close', reason: 'A new outbox is started.' };
    }
    if (ackedSeq < outbox.ackedSeq())
      log.warn(
        { ackedSeq, was: outbox.ackedSeq() },
        'The server has lost events that it had acknowledged; they are sent again.',
      );
    outbox.acknowledge(ackedSeq);
    this.#sentSeq = outbox.ackedSeq();
    this.#welcomed = true;
    return CONTINUE;
  }

  #ack(ackedSeq: number): Reaction {
    const { outbox, now } = this.#options;
    if (ackedSeq > outbox.lastSeq()) return this.#welcome(ackedSeq);
    this.#progressAtMs = now();
    if (ackedSeq > outbox.ackedSeq()) outbox.acknowledge(ackedSeq);
    if (this.#sentSeq < outbox.ackedSeq()) this.#sentSeq = outbox.ackedSeq();
    return CONTINUE;
  }

  #fault(fault: Fault): Reaction {
    const { outbox, now, log } = this.#options;
    const seq = Number(fault.seq);
    log.warn({ code: fault.code, seq }, fault.message);
    if (fault.closing) return { kind: 'close', reason: fault.message };
    if (seq > 0) {
      outbox.reject(seq, fault.code, fault.message, now());
      return CONTINUE;
    }
    this.rewind();
    return { kind: 'pause', reason: fault.message };
  }
}

function encode(frame: NonNullable<MessageInitShape<typeof AgentFrameSchema>['frame']>): Uint8Array {
  return toBinary(AgentFrameSchema, create(AgentFrameSchema, { frame }));
}
