import type { Database } from '#platform/postgres/database.js';
import type { CentreDirectory } from '../agents/agent-registry.js';

const FRESH_MS = 60_000;
/** A centre that is not there may have been added just now; but a flood of wrong ids asks only so often. */
const ASK_AGAIN_MS = 2000;

/** The centres of mnara.centre, remembered for a minute. */
export class PostgresCentreDirectory implements CentreDirectory {
  #known: ReadonlySet<string> = new Set();
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  constructor(
    readonly db: Database,
    readonly now: () => number = Date.now,
  ) {}

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
    const { rows } = await this.db.query<{ centre_id: string }>('SELECT centre_id FROM mnara.centre');
    this.#known = new Set(rows.map((row) => row.centre_id));
    this.#loadedAtMs = this.now();
  }
}
