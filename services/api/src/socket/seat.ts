import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Most messages on their way to one screen, and the longest time that the oldest of them may be; above it messages are left out. */
const MOST_PENDING = 64;
const LONGEST_PENDING_MS = 2_000;
const END = Buffer.from('}');

/** One subscriber of a shared operation: its socket, and how far behind it is. Also the iterator that the protocol's server holds. */
export class Seat implements AsyncGenerator<never, undefined> {
  /** It has no picture, or has lost a message: only a snapshot helps. */
  needsSnapshot = true;
  readonly #tail: Buffer;
  readonly #ended = Promise.withResolvers<IteratorResult<never, undefined>>();
  #sentAt: number[] = [];
  #onLeave: (() => void) | undefined;

  constructor(
    readonly client: WebSocket,
    readonly stream: Duplex,
    id: string,
  ) {
    // Whoever iterates hears of the error; until somebody does, it is nobody's fault.
    this.#ended.promise.catch(() => undefined);
    this.#tail = Buffer.concat([Buffer.from(`,"id":${JSON.stringify(id)}`), END]);
  }

  /** Says whom to tell when the subscriber goes. */
  taken(onLeave: () => void): void {
    this.#onLeave = onLeave;
  }

  /** Whether its connection is too slow to take another message now. */
  isFull(now: number): boolean {
    const [oldest] = this.#sentAt;
    return this.#sentAt.length >= MOST_PENDING || (oldest !== undefined && now - oldest > LONGEST_PENDING_MS);
  }

  /** Nothing is on its way to it. */
  get isDrained(): boolean {
    return this.#sentAt.length === 0;
  }

  /** Sends bytes that all subscribers share, in one frame of two fragments: the second names this one's subscription. */
  send(shared: Buffer, now: number): void {
    if (this.client.readyState !== this.client.OPEN) return;
    this.#sentAt.push(now);
    this.stream.cork();
    this.client.send(shared, { binary: false, fin: false });
    this.client.send(this.#tail, { binary: false, fin: true }, () => this.#sentAt.shift());
    this.stream.uncork();
  }

  /** Ends it from the server's side; with an error the subscriber hears why. */
  end(error?: unknown): void {
    if (error === undefined) this.#ended.resolve({ done: true, value: undefined });
    else this.#ended.reject(error);
  }

  /** Never a value: messages go to the socket by `send`. */
  next(): Promise<IteratorResult<never, undefined>> {
    return this.#ended.promise;
  }

  return(): Promise<IteratorResult<never, undefined>> {
    this.#onLeave?.();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<never, undefined>> {
    this.#onLeave?.();
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.return().then(() => undefined);
  }
}
