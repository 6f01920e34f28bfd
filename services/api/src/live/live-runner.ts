import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { readCentreStatus } from '#contracts/status/read-status.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import { followDecoded } from '#platform/event-log/decoded-feed.js';
import { type LatestFeed, STATUS_FEED } from '#platform/event-log/latest-feed.js';
import { likeTimer, repeatEvery } from '#platform/timing/repeat.js';
import { NetworkStore } from '#store/network/network-store.js';
import { LiveHub } from './live-hub.js';

const TICK_MS = 1_000;
const DIRECTORY_TICKS = 10;

/** Feeds the hub from the status feed, the clock and the network's description. */
@Injectable()
export class LiveRunner implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('api');
  readonly #ends: (() => void | Promise<void>)[] = [];
  #ticks = 0;
  #described: string | undefined;

  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(NetworkStore) private readonly network: NetworkStore,
    @Inject(STATUS_FEED) private readonly feed: LatestFeed,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#describe();
    const apply = (statuses: readonly CentreStatus[]): void => this.hub.apply(statuses);
    this.#ends.push(followDecoded(this.feed, { decode: readCentreStatus, apply, onError: this.#log }));
    const ticking = repeatEvery(likeTimer(TICK_MS), () => this.#tick(), this.#log);
    this.#ends.push(() => ticking.stop());
  }

  async onApplicationShutdown(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }

  #tick(): void {
    this.hub.tick().catch(this.#log);
    this.#ticks += 1;
    if (this.#ticks % DIRECTORY_TICKS === 0) this.#describe().catch(this.#log);
  }

  async #describe(): Promise<void> {
    const version = await this.network.version('description', 'mentioned');
    if (version === this.#described) return;
    this.hub.describe(await this.network.directory());
    this.#described = version;
  }

  readonly #log = (error: unknown): void => {
    this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
}
