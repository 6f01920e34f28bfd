import { isAlive } from '#platform/process/process-life.js';
import type { EmbeddedPostgres } from '../embedded/embedded-postgres.js';
import { type KafkaBroker, startKafkaBroker } from './kafka-broker.js';
import type { Part } from './part.js';
import type { StackLayout } from './stack-layout.js';
import { startTimescaleDatabase } from './timescale-database.js';

type Report = (text: string) => void;

/** Kafka of the stack; its address is known after the start. */
export class KafkaPart implements Part {
  readonly name = 'kafka';
  #broker: KafkaBroker | undefined;

  constructor(
    readonly layout: StackLayout,
    readonly report: Report,
  ) {}

  get address(): string {
    return this.#broker?.brokers ?? '';
  }

  pid(): number {
    const pid = this.#broker?.pid ?? 0;
    return isAlive(pid) ? pid : 0;
  }

  async start(): Promise<void> {
    this.#broker = await startKafkaBroker({ folder: this.layout.kafka, report: this.report });
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
  }
}

/** TimescaleDB of the stack; it restarts itself, on the same port. */
export class TimescalePart implements Part {
  readonly name = 'timescaledb';
  #database: EmbeddedPostgres | undefined;

  constructor(
    readonly layout: StackLayout,
    readonly report: Report,
  ) {}

  /** The address with the password; for services, never shown to people. */
  get url(): string {
    return this.#database?.url ?? '';
  }

  get address(): string {
    return withoutPassword(this.url);
  }

  pid(): number {
    return this.#database?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#database ??= await startTimescaleDatabase({
      folder: this.layout.timescale,
      isWatched: true,
      report: this.report,
    });
  }

  async stop(): Promise<void> {
    await this.#database?.stop();
  }
}

/** A server that is managed outside the stack. */
export class GivenPart implements Part {
  readonly isGiven = true;

  constructor(
    readonly name: string,
    readonly address: string,
  ) {}

  pid(): number {
    return 0;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** The address of a database as "host:port/name". */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return '';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
