import { setImmediate as turn } from 'node:timers/promises';
import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { presentError } from '../graphql/present-error.js';
import type { LiveMessage, LiveSubscription } from '../live/live-subscription.js';
import type { Seat } from './seat.js';

export interface SharedOperationParts {
  readonly source: LiveSubscription;
  readonly operation: ExecutionArgs;
  readonly now: () => number;
  readonly log: (error: unknown) => void;
  readonly onEnd: () => void;
}

/**
 * One operation for all subscribers with the same text and rights: each message is executed and serialised once, and
 * the same bytes go to every seat. A subscriber who joins later, or was too slow for a while, continues with a
 * snapshot.
 */
export class SharedOperation {
  readonly #seats = new Set<Seat>();
  #hasBegun = false;

  constructor(readonly parts: SharedOperationParts) {}

  get seats(): number {
    return this.#seats.size;
  }

  /** The subscriber gets a snapshot next, and every message after it. */
  join(seat: Seat): void {
    this.#seats.add(seat);
    seat.whenLeaving(() => this.#leave(seat));
    if (this.#hasBegun) this.parts.source.welcome();
    else {
      this.#hasBegun = true;
      void this.#run();
    }
  }

  #leave(seat: Seat): void {
    if (!this.#seats.delete(seat) || this.#seats.size > 0) return;
    this.parts.onEnd();
    void this.parts.source.return();
  }

  async #run(): Promise<void> {
    const { source, onEnd } = this.parts;
    let failure: unknown;
    try {
      for await (const message of source) {
        this.#deliver(message, await this.#written(message));
        // The work of sockets and other operations in this process makes the pause between two messages longer.
        await turn();
      }
    } catch (error) {
      failure = error;
      await source.return();
    }
    onEnd();
    for (const seat of this.#seats) seat.end(failure);
    this.#seats.clear();
  }

  #deliver(message: LiveMessage, bytes: Buffer): void {
    const now = this.parts.now();
    const isSnapshot = message.__typename === 'LiveSnapshot';
    const isWelcome = isSnapshot && message.isWelcome === true;
    let isAwaited = false;
    for (const seat of this.#seats) {
      if (isWelcome && !seat.needsSnapshot) continue;
      if (seat.isFull(now)) seat.needsSnapshot = true;
      else if (isSnapshot || !seat.needsSnapshot) {
        seat.needsSnapshot = false;
        seat.send(bytes, now);
      } else if (seat.isDrained) isAwaited = true;
    }
    if (isAwaited) this.parts.source.welcome();
  }

  /** The message as every subscriber gets it, up to the subscription's own id. */
  async #written(message: LiveMessage): Promise<Buffer> {
    const { errors, data }: ExecutionResult = await execute({ ...this.parts.operation, rootValue: message });
    const present = (error: GraphQLError) => presentError(error.toJSON(), error, this.parts.log);
    const payload = errors === undefined ? { data } : { data: data ?? null, errors: errors.map(present) };
    return Buffer.from(`{"type":"next","payload":${JSON.stringify(payload)}`);
  }
}
