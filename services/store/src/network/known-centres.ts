import type { Database } from '#platform/postgres/database.js';
import type { CentreDirectory } from '../agents/agent-registry.js';
import { NetworkStore } from './network-store.js';

const FRESH_MS = 60_000;
/** An unknown centre may have been added just now, but many wrong ids must not cause more queries than this. */
const ASK_AGAIN_MS = 250;

/** The network's centres, cached for a minute. */
export class KnownCentres implements CentreDirectory {
  readonly #network: NetworkStore;
  #known: ReadonlySet<string> = new Set();
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  constructor(
    database: Database,
    readonly now: () => number = Date.now,
  ) {
    this.#network = new NetworkStore(database);
  }

  async isKnown(centreId: string): Promise<boolean> {
    const ageMs = this.now() - this.#loadedAtMs;
    if (ageMs > FRESH_MS || (!this.#known.has(centreId) && ageMs > ASK_AGAIN_MS)) {
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
    return this.#known.has(centreId);
  }

  async #load(): Promise<void> {
    this.#known = new Set(await this.#network.centreIds());
    this.#loadedAtMs = this.now();
  }
}
