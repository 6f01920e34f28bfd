import { ACCOUNT_LOCK_OUT, ADDRESS_LOCK_OUT, type LockOut, pauseSeconds } from '#domain/access/lock-out.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import {
  ACCOUNT_COLUMNS,
  type AccountRecord,
  AccountStore,
  type NewAccount,
  WITHOUT_SECOND_FACTOR,
} from './account-store.js';

/** What a sign-in is checked against. */
export interface AccountSecrets {
  readonly passwordHash: string | null;
  /** Until when a first password is valid; null: it is the person's own. */
  readonly firstPasswordUntil: number | null;
  /** Base32; null: no second factor is in use. */
  readonly totpSecret: string | null;
  /** Base32; begun, not yet confirmed or in use. */
  readonly totpPending: string | null;
  readonly totpUsedStep: number | null;
  readonly recoveryCodes: readonly string[];
}

/** Whether an attempt to sign in may be checked; it counts as failed until `succeeded` is called. */
export type Attempt =
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open'; readonly account: AccountRecord; readonly secrets: AccountSecrets };

const SECRETS = `password_hash AS "passwordHash", ${momentSql('first_password_until')} AS "firstPasswordUntil",
  CASE WHEN totp_confirmed_at IS NOT NULL THEN totp_secret END AS "totpSecret",
  CASE WHEN totp_confirmed_at IS NULL THEN totp_secret END AS "totpPending",
  totp_used_step AS "totpUsedStep", recovery_codes AS "recoveryCodes"`;

/** Failures are forgotten after this time without another one. */
const FORGOTTEN_MS = 2 * ACCOUNT_LOCK_OUT.longestSeconds * 1000;

/** What a sign-in reads and changes: attempts, second factors, the code of the first administrator. */
export class SignInStore {
  constructor(readonly database: Database) {}

  /** The secrets of an account that is not disabled. */
  async secrets(id: string): Promise<AccountSecrets | undefined> {
    const { rows } = await this.database.query<AccountSecrets>(
      `SELECT ${SECRETS} FROM mnara.account WHERE account_id = $1 AND disabled_at IS NULL`,
      [id],
    );
    return rows[0];
  }

  /** Keeps a secret that the person has not confirmed with a code yet. */
  async beginSecondFactor(id: string, totpSecret: string): Promise<void> {
    await this.database.query(
      `UPDATE mnara.account SET totp_secret = $2 WHERE account_id = $1 AND totp_confirmed_at IS NULL`,
      [id, totpSecret],
    );
  }

  async confirmSecondFactor(id: string, step: number, recoveryCodes: readonly string[], now: number): Promise<void> {
    await this.database.query(
      `UPDATE mnara.account SET totp_confirmed_at = $2, totp_used_step = $3, recovery_codes = $4
       WHERE account_id = $1 AND totp_secret IS NOT NULL`,
      [id, new Date(now), step, recoveryCodes],
    );
  }

  async endSecondFactor(id: string): Promise<void> {
    await this.database.query(`${WITHOUT_SECOND_FACTOR} WHERE account_id = $1`, [id]);
  }

  /** Uses the code of a step. @returns false: it, or a later one, was used before */
  async useStep(id: string, step: number): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.account SET totp_used_step = $2
       WHERE account_id = $1 AND (totp_used_step IS NULL OR totp_used_step < $2)`,
      [id, step],
    );
    return rowCount > 0;
  }

  /** Uses a recovery code. @returns false: there is none, or it was used before */
  async useRecoveryCode(id: string, hash: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.account SET recovery_codes = array_remove(recovery_codes, $2)
       WHERE account_id = $1 AND $2 = ANY(recovery_codes)`,
      [id, hash],
    );
    return rowCount > 0;
  }

  /**
   * Counts an attempt as failed before anything is checked, so that attempts at the same time cannot pass the limits. A
   * name that does not exist is locked like one that does.
   */
  attempt(userName: string, address: string, now: number): Promise<Attempt> {
    return this.database.transaction(async (tx) => {
      // The ends of long series of guesses are forgotten here, so that the table stays small.
      await tx.query('DELETE FROM mnara.sign_in_failure WHERE failed_at < $1', [new Date(now - FORGOTTEN_MS)]);
      const until =
        (await countFailure(tx, { kind: 'address', key: address }, ADDRESS_LOCK_OUT, now)) ??
        (await countFailure(tx, { kind: 'name', key: userName }, ACCOUNT_LOCK_OUT, now));
      if (until !== undefined) return { kind: 'locked', until };
      const { rows } = await tx.query<AccountRecord & AccountSecrets>(
        `SELECT ${ACCOUNT_COLUMNS}, ${SECRETS} FROM mnara.account a WHERE user_name = $1 AND disabled_at IS NULL`,
        [userName],
      );
      const [found] = rows;
      return found === undefined ? { kind: 'unknown' } : { kind: 'open', account: found, secrets: found };
    });
  }

  /** The attempt was right: what was counted is forgotten. */
  async succeeded(userName: string, address: string): Promise<void> {
    await this.database.query(
      "DELETE FROM mnara.sign_in_failure WHERE (kind, key) IN (('name', $1), ('address', $2))",
      [userName, address],
    );
  }

  /** Replaces the code of the set-up link. */
  async setSetUpCode(hash: string, until: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('DELETE FROM mnara.set_up_code');
      await tx.query('INSERT INTO mnara.set_up_code (code_hash, expires_at) VALUES ($1, $2)', [hash, new Date(until)]);
    });
  }

  /**
   * Makes an account with the code of the set-up link, which is then used.
   * @returns 'over': the code is wrong, used or too old; 'taken': one of the names belongs to somebody else
   */
  useSetUpCode(hash: string, account: NewAccount, now: number): Promise<AccountRecord | 'over' | 'taken'> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query(
        'SELECT FROM mnara.set_up_code WHERE code_hash = $1 AND expires_at > $2 FOR UPDATE',
        [hash, new Date(now)],
      );
      if (rows.length === 0) return 'over';
      const made = await new AccountStore(tx).add(account, 'set-up link', now);
      if (made === undefined) return 'taken';
      await tx.query('DELETE FROM mnara.set_up_code');
      return made;
    });
  }
}

/** Counts an attempt as failed. @returns until when further ones are refused, when this one is, Unix milliseconds */
async function countFailure(
  tx: Transaction,
  { kind, key }: { readonly kind: 'name' | 'address'; readonly key: string },
  rule: LockOut,
  now: number,
): Promise<number | undefined> {
  const { rows } = await tx.query<{ failures: number; lockedUntil: number | null }>(
    `INSERT INTO mnara.sign_in_failure AS f (kind, key, failed_count, failed_at) VALUES ($1, $2, 1, $3)
     ON CONFLICT (kind, key) DO UPDATE SET
       failed_at = CASE WHEN f.locked_until > $3 THEN f.failed_at ELSE $3 END,
       failed_count = CASE WHEN f.locked_until > $3 THEN f.failed_count WHEN f.failed_at < $4 THEN 1
         ELSE f.failed_count + 1 END
     RETURNING failed_count AS failures, ${momentSql('locked_until')} AS "lockedUntil"`,
    [kind, key, new Date(now), new Date(now - rule.longestSeconds * 1000)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.lockedUntil !== null && row.lockedUntil > now) return row.lockedUntil;
  const pause = pauseSeconds(rule, row.failures);
  await tx.query('UPDATE mnara.sign_in_failure SET locked_until = $3 WHERE kind = $1 AND key = $2', [
    kind,
    key,
    pause === 0 ? null : new Date(now + pause * 1000),
  ]);
  return undefined;
}
