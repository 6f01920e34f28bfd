import type pg from 'pg';

/** Whether the driver abandoned a query because no answer came in time (the pool's `query_timeout`). */
export const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === 'Query read timeout';

/** A property of the driver's client that its types do not declare. */
interface Connected {
  readonly connection: { readonly stream: { destroy(): unknown } };
}

/**
 * The idle connections of a pool. When one connection gets no answer, the others most likely will not either, and each
 * would cost its next user the full timeout again.
 */
export class IdleConnections {
  readonly #clients = new Set<pg.PoolClient>();

  constructor(pool: pg.Pool) {
    pool.on('acquire', (client) => void this.#clients.delete(client));
    pool.on('remove', (client) => void this.#clients.delete(client));
    pool.on('release', (_error, client) => void this.#clients.add(client));
  }

  /** Closes them; the pool opens new ones when they are needed. */
  drop(): void {
    for (const client of this.#clients) (client as unknown as Connected).connection.stream.destroy();
    this.#clients.clear();
  }
}
