import { parseEvent } from '#contracts/parse-event.js';
import { Batcher } from '#platform/timing/batcher.js';
import type { Checkpoint, Recorded, Sink, SourceEvent } from '../connectors/connector.js';
import type { Draft, Outbox } from '../outbox/outbox.js';
import type { ClockOffset } from './clock-offset.js';
import { encodeEvent } from './encode-event.js';

interface Call {
  readonly drafts: readonly Draft[];
  readonly refused: Recorded['refused'];
  readonly checkpoint: Checkpoint | undefined;
  readonly resolve: (recorded: Recorded) => void;
  readonly reject: (error: unknown) => void;
}

export interface RecorderOptions {
  readonly agentId: string;
  readonly centreId: string;
  readonly outbox: Outbox;
  readonly clock: ClockOffset;
  readonly now: () => number;
  /** Called after events have been stored. */
  readonly onStored: () => void;
}

/**
 * Encodes the events of connectors and stores them in the outbox. Calls at the same time share one flush to the disk.
 */
export class Recorder implements Sink {
  readonly #options: RecorderOptions;
  readonly #calls: Batcher<Call>;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#calls = new Batcher({
      flush: (calls) => this.#flush(calls),
      maxSize: Number.POSITIVE_INFINITY,
      gathersTurn: true,
    });
  }

  record(events: readonly SourceEvent[], checkpoint?: Checkpoint, importId?: string): Promise<Recorded> {
    const drafts: Draft[] = [];
    const refused: Recorded['refused'][number][] = [];
    events.forEach((event, index) => {
      const checked = this.#encode(event, importId);
      if ('fault' in checked) refused.push({ index, fault: checked.fault });
      else drafts.push(checked);
    });
    return new Promise((resolve, reject) => {
      this.#calls.add({ drafts, refused, checkpoint, resolve, reject }).catch(reject);
    });
  }

  #encode(event: SourceEvent, importId: string | undefined): Draft | { fault: Recorded['refused'][number]['fault'] } {
    const nowMs = this.#options.now();
    const { agentId, centreId, clock } = this.#options;
    try {
      const stamp = { agentId, centreId, recordedAtMs: nowMs, clockOffsetMs: clock.stampedMs, importId };
      const draft = encodeEvent(event, stamp);
      const parsed = parseEvent(draft.payload, nowMs + clock.stampedMs);
      return parsed.ok ? draft : { fault: parsed.fault };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { fault: { code: 'invalid_event', message: `The fact cannot be encoded (${why}).` } };
    }
  }

  #flush(together: readonly Call[]): void {
    try {
      this.#store(together);
    } catch (error) {
      if (together.length === 1) {
        together[0]?.reject(error);
        return;
      }
      // Calls that do not fit together may still fit one by one.
      for (const one of together) {
        try {
          this.#store([one]);
        } catch (alone) {
          one.reject(alone);
        }
      }
    }
    this.#options.onStored();
  }

  #store(together: readonly Call[]): void {
    const checkpoints = together.flatMap((one) => (one.checkpoint === undefined ? [] : [one.checkpoint]));
    const drafts = together.flatMap((one) => one.drafts);
    if (drafts.length === 0 && checkpoints.length === 0) {
      answer(together, []);
      return;
    }
    answer(together, this.#options.outbox.append(drafts, checkpoints, this.#options.now()).isDuplicate);
  }

  /** Resolves when every call of `record` has ended: its events are on the disk, or it was rejected. */
  stored(): Promise<void> {
    return this.#calls.idle();
  }

  pending(): number {
    return this.#options.outbox.pending();
  }

  rejected(): number {
    return this.#options.outbox.counts().rejected;
  }

  checkpoint(name: string): string | undefined {
    return this.#options.outbox.checkpoint(name);
  }

  saveCheckpoint(name: string, value: string): void {
    this.#options.outbox.saveCheckpoint({ name, value });
  }
}

function answer(together: readonly Call[], isDuplicate: readonly boolean[]): void {
  let from = 0;
  for (const { drafts, refused, resolve } of together) {
    const duplicates = isDuplicate.slice(from, from + drafts.length).filter(Boolean).length;
    from += drafts.length;
    resolve({ accepted: drafts.length - duplicates, duplicates, refused });
  }
}
