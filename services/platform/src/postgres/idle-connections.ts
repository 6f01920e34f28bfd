import type pg from 'pg';

/** Whether the driver gave a question up because no answer came in time (the pool's `query_timeout`). */
export const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === 'Query read timeout';

/** What the driver's client has and its types do not say. */
interface Connected {
  readonly connection: { readonly stream: { destroy(): unknown } };
}

/**
 * The connections of a pool that nobody uses now. Where one connection fell silent the others have most likely too: each would cost
 * whoever takes it the whole time-out again.
 */
export class IdleConnections {
  readonly #clients = new Set<pg.PoolClient>();

  constructor(pool: pg.Pool) {
    pool.on('acquire', (client) => void this.#clients.delete(client));
    pool.on('remove', (client) => void this.#clients.delete(client));
    pool.on('release', (_error, client) => void this.#clients.add(client));
  }

  /** Breaks them; the pool makes new ones when they are needed. */
  drop(): void {
    for (const client of this.#clients) (client as unknown as Connected).connection.stream.destroy();
    this.#clients.clear();
  }
}
