import { randomUUID } from 'node:crypto';
import type { Database } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import { UUID } from '../uuid.js';

/** A session of a person. Moments are Unix milliseconds. */
export interface SessionRecord {
  readonly id: string;
  readonly accountId: string;
  readonly way: 'password' | 'provider';
  readonly startedAt: number;
  /** When it was last renewed. */
  readonly seenAt: number;
  /** When it ends, even if it is renewed. */
  readonly expiresAt: number;
  readonly address: string;
  readonly browser: string;
}

/** Sessions that one account has at most; a further sign-in ends the oldest. */
const MAX_SESSIONS = 20;
const BROWSER_CHARS = 200;
const SESSION = `session_id::text AS id, account_id::text AS "accountId", way, ${momentSql('started_at')} AS "startedAt",
  ${momentSql('seen_at')} AS "seenAt", ${momentSql('expires_at')} AS "expiresAt", address, browser`;
const IS_OPEN = 'ended_at IS NULL AND expires_at > $2 AND seen_at > $3';
const PRUNED_DAYS = 90;

/** Where a session comes from. */
export interface SessionOrigin {
  readonly accountId: string;
  readonly way: SessionRecord['way'];
  readonly address: string;
  readonly browser: string;
}

/**
 * Sessions of people who signed in. A session that was not renewed for `idleSeconds` has ended. Old ones are deleted
 * after 90 days, so that the table grows with the people and not with the years.
 */
export class SessionStore {
  constructor(
    readonly database: Database,
    readonly idleSeconds: number,
  ) {}

  async start(origin: SessionOrigin, expiresAt: number, now: number): Promise<SessionRecord> {
    const { accountId, way, address } = origin;
    const id = randomUUID();
    const browser = origin.browser.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, BROWSER_CHARS);
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO mnara.session (session_id, account_id, way, started_at, seen_at, expires_at, address, browser)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`,
        [id, accountId, way, new Date(now), new Date(expiresAt), address, browser],
      );
      await tx.query(
        `UPDATE mnara.session SET ended_at = $2, ended_by = 'too many sessions' WHERE session_id IN (
           SELECT session_id FROM mnara.session WHERE account_id = $1 AND ${IS_OPEN}
           ORDER BY started_at DESC, session_id OFFSET ${MAX_SESSIONS})`,
        [accountId, ...this.#open(now)],
      );
      await tx.query('DELETE FROM mnara.session WHERE expires_at < $1', [new Date(now - PRUNED_DAYS * 24 * 3_600_000)]);
    });
    return { id, accountId, way, startedAt: now, seenAt: now, expiresAt, address, browser };
  }

  /** @returns false: the session has ended */
  async renew(id: string, now: number): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.session SET seen_at = $2 WHERE session_id = $1 AND ${IS_OPEN}`,
      [id, ...this.#open(now)],
    );
    return rowCount > 0;
  }

  /** The open sessions of an account, newest first. */
  async list(accountId: string, now: number): Promise<readonly SessionRecord[]> {
    const { rows } = await this.database.query<SessionRecord>(
      `SELECT ${SESSION} FROM mnara.session WHERE account_id = $1 AND ${IS_OPEN} ORDER BY started_at DESC`,
      [accountId, ...this.#open(now)],
    );
    return rows;
  }

  /** @returns how it was started; undefined: the account has no such session */
  async end(id: string, accountId: string, by: string, now: number): Promise<SessionRecord['way'] | undefined> {
    if (!UUID.test(id) || !UUID.test(accountId)) return undefined;
    const { rows } = await this.database.query<{ way: SessionRecord['way'] }>(
      `UPDATE mnara.session SET ended_at = $3, ended_by = $4
       WHERE session_id = $1 AND account_id = $2 AND ended_at IS NULL RETURNING way`,
      [id, accountId, new Date(now), by],
    );
    return rows[0]?.way;
  }

  #open(now: number): readonly [Date, Date] {
    return [new Date(now), new Date(now - this.idleSeconds * 1000)];
  }
}
