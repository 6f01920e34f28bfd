import type { Database } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import { UUID } from '../uuid.js';

/** The stored description of an issued token. The token itself is never stored. */
export interface IssuedToken {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly regionId: string | null;
  readonly centreId: string | null;
  /** Unix milliseconds. */
  readonly issuedAt: number;
  readonly issuedBy: string;
  readonly expiresAt: number;
}

/** Maximum age of the cached list of ended tokens, milliseconds. */
const FRESH_MS = 2_000;
const TOKEN = `token_id AS id, name, role, region_id AS "regionId", centre_id AS "centreId",
  ${momentSql('issued_at')} AS "issuedAt", issued_by AS "issuedBy", ${momentSql('expires_at')} AS "expiresAt"`;

/**
 * The tokens that administrators have issued, and which tokens, sessions and rights of accounts were ended before they
 * expired. Every API sees an end within two seconds. The list grows with the changes of accounts, which are few.
 */
export class TokenStore {
  #ended: ReadonlySet<string> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(
    readonly database: Pick<Database, 'query'>,
    readonly now: () => number = Date.now,
  ) {}

  /** @throws when the database has never answered, so that it is not known. The caller must then refuse the token. */
  async isEnded(id: string): Promise<boolean> {
    if (this.now() - this.#readAt >= FRESH_MS) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      // While the database is unavailable, the list that was read last stays valid.
      await this.#reading.catch((error: unknown) => {
        if (this.#ended === undefined) throw error;
      });
    }
    return this.#ended?.has(id) === true;
  }

  async add({ id, name, role, regionId, centreId, issuedAt, issuedBy, expiresAt }: IssuedToken): Promise<void> {
    await this.database.query(
      `INSERT INTO mnara.token (token_id, name, role, region_id, centre_id, issued_at, issued_by, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, name, role, regionId, centreId, new Date(issuedAt), issuedBy, new Date(expiresAt)],
    );
  }

  /** The tokens that are still valid. */
  async list(): Promise<readonly IssuedToken[]> {
    const { rows } = await this.database.query<IssuedToken>(
      `SELECT ${TOKEN} FROM mnara.token WHERE ended_at IS NULL AND expires_at > $1 ORDER BY issued_at DESC LIMIT 1000`,
      [new Date(this.now())],
    );
    return rows;
  }

  /** @returns undefined when there is no valid token with this id */
  async end(id: string, by: string): Promise<IssuedToken | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.database.query<IssuedToken>(
      `UPDATE mnara.token SET ended_at = $2, ended_by = $3 WHERE token_id = $1 AND ended_at IS NULL AND expires_at > $2
        RETURNING ${TOKEN}`,
      [id, new Date(this.now()), by],
    );
    this.readAgain();
    return rows[0];
  }

  /** Something was ended in this process: the next question reads the list again. */
  readAgain(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async #read(): Promise<void> {
    const { rows } = await this.database.query<{ id: string }>(
      `SELECT token_id AS id FROM mnara.token WHERE ended_at IS NOT NULL AND expires_at > $1
       UNION ALL SELECT session_id FROM mnara.session WHERE ended_at IS NOT NULL AND expires_at > $1
       UNION ALL SELECT right_id FROM mnara.ended_right`,
      [new Date(this.now())],
    );
    this.#ended = new Set(rows.map(({ id }) => id));
    this.#readAt = this.now();
  }
}
