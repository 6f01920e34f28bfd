/** The package of the other client; not a dependency, so it is imported by its name at run time. */
export const PLATFORMATIC: string = '@platformatic/kafka';

/** A message that the benchmark sends. */
export interface PlatformaticMessage {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly timestamp: bigint;
  readonly headers: ReadonlyMap<Buffer, Buffer>;
}

/** What the benchmark needs of its producer. */
export interface PlatformaticProducer {
  send(options: { readonly acks: number; readonly messages: readonly PlatformaticMessage[] }): Promise<unknown>;
  close(): Promise<void>;
}

/** What the benchmark needs of its consumer. */
export interface PlatformaticConsumer {
  on(event: 'consumer:group:join', listener: () => void): void;
  consume(options: object): Promise<AsyncIterable<PlatformaticMessage> & NodeJS.EventEmitter>;
  close(force: boolean): Promise<void>;
}

/** What the benchmark needs of the package. */
export interface Platformatic {
  readonly Producer: new (options: object) => PlatformaticProducer;
  readonly Consumer: new (options: object) => PlatformaticConsumer;
}

/** @throws when it is not installed */
export const loadPlatformatic = async (): Promise<Platformatic> => (await import(PLATFORMATIC)) as Platformatic;
