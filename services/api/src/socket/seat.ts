import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/**
 * Maximum number of messages in flight to one screen, and maximum age of the oldest; above either limit, messages are
 * skipped.
 */
const MAX_PENDING = 64;
const MAX_PENDING_MS = 2_000;
const END = Buffer.from('}');

/**
 * One subscriber of a shared operation: its socket, and how far behind it is. Also the iterator that the protocol's
 * server uses.
 */
export class Seat implements AsyncGenerator<never, undefined> {
  /** It has received nothing yet, or has missed a message, and needs a snapshot. */
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
    // The iterating code receives the error; until then it must not count as an unhandled rejection.
    this.#ended.promise.catch(() => undefined);
    this.#tail = Buffer.concat([Buffer.from(`,"id":${JSON.stringify(id)}`), END]);
  }

  /** Sets the function to call when the subscriber leaves. */
  whenLeaving(onLeave: () => void): void {
    this.#onLeave = onLeave;
  }

  /** Whether its connection is too slow to accept another message now. */
  isFull(now: number): boolean {
    const [oldest] = this.#sentAt;
    return this.#sentAt.length >= MAX_PENDING || (oldest !== undefined && now - oldest > MAX_PENDING_MS);
  }

  /** Whether no message is in flight to it. */
  get isDrained(): boolean {
    return this.#sentAt.length === 0;
  }

  /** Sends bytes that all subscribers share, as two fragments of one frame: the second has this subscription's id. */
  send(shared: Buffer, now: number): void {
    if (this.client.readyState !== this.client.OPEN) return;
    this.#sentAt.push(now);
    this.stream.cork();
    this.client.send(shared, { binary: false, fin: false });
    this.client.send(this.#tail, { binary: false, fin: true }, () => this.#sentAt.shift());
    this.stream.uncork();
  }

  /** Ends it from the server's side; with an error, the subscriber receives the reason. */
  end(error?: unknown): void {
    if (error === undefined) this.#ended.resolve({ done: true, value: undefined });
    else this.#ended.reject(error);
  }

  /** Never returns a value: `send` writes messages directly to the socket. */
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
