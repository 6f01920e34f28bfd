import { randomUUID } from 'node:crypto';
import type { AccountRight } from '#domain/access/account.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import { UUID } from '../uuid.js';

/** A person who may sign in. Secrets are read only by what checks them. Moments are Unix milliseconds. */
export interface AccountRecord extends AccountRight {
  readonly id: string;
  readonly userName: string;
  readonly name: string;
  /** Id of the present right; another one after each change. */
  readonly rightId: string;
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly recoveryCodesLeft: number;
  /** The person has not yet replaced the password that an administrator gave. */
  readonly hasFirstPassword: boolean;
  readonly providerIssuer: string | null;
  readonly lockedUntil: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly disabledAt: number | null;
  readonly disabledBy: string | null;
  readonly lastSeenAt: number | null;
}

/** A new account. */
export interface NewAccount extends AccountRight {
  readonly userName: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly firstPasswordUntil: number | null;
  readonly provider?: { readonly issuer: string; readonly subject: string };
}

const LOCKED_UNTIL = `(SELECT locked_until FROM mnara.sign_in_failure f WHERE f.kind = 'name' AND f.key = a.user_name)`;
/** The columns of an account `a`. */
export const ACCOUNT_COLUMNS = `account_id::text AS id, user_name AS "userName", name, role, region_id AS "regionId",
  centre_id AS "centreId", agency_id AS "agencyId", sees_staff AS "seesStaff", right_id::text AS "rightId",
  password_hash IS NOT NULL AS "hasPassword", totp_confirmed_at IS NOT NULL AS "hasSecondFactor",
  cardinality(recovery_codes) AS "recoveryCodesLeft", first_password_until IS NOT NULL AS "hasFirstPassword",
  provider_issuer AS "providerIssuer", ${momentSql(LOCKED_UNTIL)} AS "lockedUntil",
  ${momentSql('created_at')} AS "createdAt", created_by AS "createdBy", ${momentSql('disabled_at')} AS "disabledAt", disabled_by AS "disabledBy",
  ${momentSql('(SELECT max(seen_at) FROM mnara.session s WHERE s.account_id = a.account_id)')} AS "lastSeenAt"`;
const MAX_LISTED = 10_000;

/** Accounts of people. They grow with the people who sign in; every read is by an index or of this list. */
export class AccountStore {
  constructor(readonly database: Database) {}

  /** By name. */
  async list(): Promise<readonly AccountRecord[]> {
    const { rows } = await this.database.query<AccountRecord>(
      `SELECT ${ACCOUNT_COLUMNS} FROM mnara.account a ORDER BY lower(name) LIMIT ${MAX_LISTED}`,
    );
    return rows;
  }

  async find(id: string): Promise<AccountRecord | undefined> {
    return UUID.test(id) ? this.#one('account_id = $1', [id]) : undefined;
  }

  ofUserName(userName: string): Promise<AccountRecord | undefined> {
    return this.#one('user_name = $1', [userName]);
  }

  /** The account of a person at an identity provider. */
  ofProvider(issuer: string, subject: string): Promise<AccountRecord | undefined> {
    return this.#one('provider_issuer = $1 AND provider_subject = $2', [issuer, subject]);
  }

  /** Whether anyone can administer through the browser. */
  async hasAdministrator(): Promise<boolean> {
    const { rows } = await this.database.query<{ has: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM mnara.account WHERE role = 'administrator' AND disabled_at IS NULL) AS has",
    );
    return rows[0]?.has === true;
  }

  /** @returns undefined when the user name or the name belongs to somebody else */
  async add(
    account: NewAccount,
    by: string,
    now: number,
    id: string = randomUUID(),
  ): Promise<AccountRecord | undefined> {
    const { provider } = account;
    const { rowCount } = await this.database.query(
      `INSERT INTO mnara.account (account_id, user_name, name, role, region_id, centre_id, agency_id, sees_staff,
        right_id, password_hash, first_password_until, provider_issuer, provider_subject, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, gen_random_uuid(), $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
      [
        ...[id, account.userName, account.name, account.role, account.regionId, account.centreId, account.agencyId],
        ...[account.seesStaff, account.passwordHash, moment(account.firstPasswordUntil)],
        ...[provider?.issuer ?? null, provider?.subject ?? null, new Date(now), by],
      ],
    );
    return rowCount === 0 ? undefined : this.find(id);
  }

  /** Another right; sessions and reports that run with the old one end. @returns undefined: no such account */
  changeRight(id: string, right: AccountRight, by: string, now: number): Promise<AccountRecord | undefined> {
    return this.#endRight(id, by, now, async (tx) => {
      await tx.query(
        `UPDATE mnara.account SET role = $2, region_id = $3, centre_id = $4, agency_id = $5, sees_staff = $6,
          right_id = gen_random_uuid() WHERE account_id = $1`,
        [id, right.role, right.regionId, right.centreId, right.agencyId, right.seesStaff],
      );
    });
  }

  /** Disables the account: its sessions end, its reports stop; or enables it, with a new right. */
  setDisabled(id: string, isDisabled: boolean, by: string, now: number): Promise<AccountRecord | undefined> {
    return this.#endRight(id, by, now, async (tx) => {
      await tx.query(
        `UPDATE mnara.account SET disabled_at = $2, disabled_by = $3, right_id = gen_random_uuid()
         WHERE account_id = $1`,
        [id, isDisabled ? new Date(now) : null, isDisabled ? by : null],
      );
    });
  }

  /**
   * A new password; all sessions except `keepSession` end, and a lock ends. A password that an administrator gave is
   * valid until `firstUntil` and takes the second factor away too, since it is given to people who lost theirs.
   */
  async setPassword(
    id: string,
    hash: string,
    { firstUntil, keepSession, by, now }: PasswordChange,
  ): Promise<AccountRecord | undefined> {
    await this.database.transaction(async (tx) => {
      await tx.query('UPDATE mnara.account SET password_hash = $2, first_password_until = $3 WHERE account_id = $1', [
        id,
        hash,
        moment(firstUntil),
      ]);
      await tx.query(
        `DELETE FROM mnara.sign_in_failure WHERE kind = 'name'
         AND key = (SELECT user_name FROM mnara.account WHERE account_id = $1)`,
        [id],
      );
      if (firstUntil !== null) await tx.query(`${WITHOUT_SECOND_FACTOR} WHERE account_id = $1`, [id]);
      await tx.query(
        `UPDATE mnara.session SET ended_at = $2, ended_by = $3
         WHERE account_id = $1 AND ended_at IS NULL AND session_id IS DISTINCT FROM $4::uuid`,
        [id, new Date(now), by, keepSession ?? null],
      );
    });
    return this.find(id);
  }

  /** @param where a condition of this file, on unique columns */
  async #one(where: string, values: readonly unknown[]): Promise<AccountRecord | undefined> {
    const { rows } = await this.database.query<AccountRecord>(
      `SELECT ${ACCOUNT_COLUMNS} FROM mnara.account a WHERE ${where}`,
      values,
    );
    return rows[0];
  }

  async #endRight(
    id: string,
    by: string,
    now: number,
    change: (tx: Transaction) => Promise<void>,
  ): Promise<AccountRecord | undefined> {
    await this.database.transaction(async (tx) => {
      const at = new Date(now);
      await tx.query(
        `INSERT INTO mnara.ended_right (right_id, account_id, ended_at, ended_by)
         SELECT right_id, account_id, $2, $3 FROM mnara.account WHERE account_id = $1 FOR UPDATE`,
        [id, at, by],
      );
      await tx.query(
        `UPDATE mnara.session SET ended_at = $2, ended_by = $3 WHERE account_id = $1 AND ended_at IS NULL`,
        [id, at, by],
      );
      await change(tx);
    });
    return this.find(id);
  }
}

/** Takes the second factor of some accounts away. */
export const WITHOUT_SECOND_FACTOR = `UPDATE mnara.account SET totp_secret = NULL, totp_confirmed_at = NULL,
  totp_used_step = NULL, recovery_codes = '{}'`;

/** How a password changes. Moments are Unix milliseconds. */
export interface PasswordChange {
  /** Null: the person chose it. */
  readonly firstUntil: number | null;
  readonly keepSession?: string | undefined;
  readonly by: string;
  readonly now: number;
}

/** A moment of the database, or none. */
const moment = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
