import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, subscribe } from 'graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { LiveSubscription } from '../live/live-subscription.js';
import type { Seat } from './seat.js';
import { SharedOperation } from './shared-operation.js';

/** Text and rights of an operation. Subscribers with the same key get the same messages. */
export interface OperationKey {
  readonly viewer: Viewer;
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

/** An ExecutionResult has the errors when there are no messages. */
type Subscribed = AsyncGenerator<ExecutionResult | never, unknown> | ExecutionResult;

/** Runs each operation once for all its subscribers. */
export class SharedOperations {
  readonly #running = new Map<string, SharedOperation>();
  readonly #starting = new Map<string, Promise<SharedOperation | Subscribed>>();

  constructor(
    readonly now: () => number,
    readonly log: (error: unknown) => void,
  ) {}

  /** Number of operations that run now. */
  get size(): number {
    return this.#running.size;
  }

  /** Connects a seat to its operation. @returns what the protocol's server iterates over, or the operation's errors */
  async join(key: OperationKey, operation: ExecutionArgs, seat: Seat): Promise<Subscribed> {
    const { viewer, query, operationName, variables } = key;
    const { scope, seesStaff } = viewer;
    const text = JSON.stringify([scope, seesStaff, query, operationName ?? null, variables ?? null]);
    for (;;) {
      const running = this.#running.get(text);
      if (running !== undefined) {
        running.join(seat);
        return seat;
      }
      const starting = this.#starting.get(text);
      if (starting === undefined) {
        const begun = this.#begin(text, operation, seat);
        this.#starting.set(text, begun);
        const answer = await begun.finally(() => this.#starting.delete(text));
        return answer instanceof SharedOperation ? seat : answer;
      }
      // Another subscriber has just requested the same operation. If that fails, this one tries again itself.
      await starting.catch(() => undefined);
    }
  }

  async #begin(text: string, operation: ExecutionArgs, seat: Seat): Promise<SharedOperation | Subscribed> {
    const source = await createSourceEventStream(operation);
    if (!(Symbol.asyncIterator in source)) return source;
    if (!(source instanceof LiveSubscription)) {
      await source[Symbol.asyncIterator]().return?.();
      return (await subscribe(operation)) as Subscribed;
    }
    const { now, log } = this;
    const onEnd = (): void => {
      if (this.#running.get(text) === shared) this.#running.delete(text);
    };
    const shared = new SharedOperation({ source, operation, now, log, onEnd });
    this.#running.set(text, shared);
    shared.join(seat);
    return shared;
  }
}
