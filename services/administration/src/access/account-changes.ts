import { z } from 'zod';
import {
  ACCOUNT_ROLES,
  type AccountRight,
  canonicalName,
  canonicalUserName,
  faultsOfRight,
} from '#domain/access/account.js';
import type { AccountRecord, AccountStore } from '#store/access/account-store.js';
import type { NetworkStore } from '#store/network/network-store.js';
import { hashPassword } from './password-hash.js';
import { newFirstPassword } from './second-factor.js';

/** How long a password that an administrator gives is valid. */
const FIRST_PASSWORD_MS = 72 * 3_600_000;
const place = z
  .string()
  .min(1)
  .max(128)
  .nullish()
  .transform((id) => id ?? null);
const right = {
  role: z.enum(ACCOUNT_ROLES, `The role is one of ${ACCOUNT_ROLES.join(', ')}.`),
  regionId: place,
  centreId: place,
  agencyId: place,
  seesStaff: z
    .boolean()
    .nullish()
    .transform((sees) => sees ?? false),
};
const rightSchema = z.strictObject(right);
const accountSchema = z.strictObject({
  ...right,
  userName: z.string('Give a user name.').transform((text, context) => {
    const name = canonicalUserName(text);
    if (name !== undefined) return name;
    context.addIssue('The user name has 2 to 128 letters a to z, digits and . _ @ + -, such as amina.otieno.');
    return z.NEVER;
  }),
  name: z.string('Give the name of the person; it is recorded with the actions.').transform((text, context) => {
    const name = canonicalName(text);
    if (name !== undefined) return name;
    context.addIssue('The name is empty, longer than 80 characters, or contains control or direction characters.');
    return z.NEVER;
  }),
});

/** Faults in words that say how to fix them, or the account after the change. */
export type AccountChanged =
  | { readonly ok: true; readonly account: AccountRecord; readonly firstPassword?: string }
  | { readonly ok: false; readonly faults: readonly string[] };

const failed = (...faults: string[]): AccountChanged => ({ ok: false, faults });
const unknown = (id: string): AccountChanged =>
  failed(`There is no account "${id.slice(0, 80)}"; mnara account list shows the ids and user names.`);

/** What administrators change on accounts: the command line and the administration page use the same. */
export class AccountChanges {
  constructor(
    readonly accounts: AccountStore,
    readonly network: NetworkStore,
    readonly now: () => number,
    /** Called when sessions or rights were ended. */
    readonly onEnded: () => void,
  ) {}

  /** A new account with a password that the person must replace at the first sign-in. */
  async add(body: unknown, by: string): Promise<AccountChanged> {
    const read = accountSchema.safeParse(body);
    if (!read.success) return failed(...read.error.issues.map(({ message }) => message));
    const faults = await this.#faultsOf(read.data);
    if (faults.length > 0) return failed(...faults);
    const firstPassword = newFirstPassword();
    const firstPasswordUntil = this.now() + FIRST_PASSWORD_MS;
    const passwordHash = await hashPassword(firstPassword);
    const account = await this.accounts.add({ ...read.data, passwordHash, firstPasswordUntil }, by, this.now());
    return account === undefined
      ? failed('Somebody has this user name or this name already; choose another, with a middle name for example.')
      : { ok: true, account, firstPassword };
  }

  /** Another role or place: sessions end, and reports that ran with the old right stop. */
  async changeRight(id: string, body: unknown, by: string): Promise<AccountChanged> {
    const read = rightSchema.safeParse(body);
    if (!read.success) return failed(...read.error.issues.map(({ message }) => message));
    const faults = await this.#faultsOf(read.data);
    if (faults.length > 0) return failed(...faults);
    return this.#changed(id, by, (found) => this.accounts.changeRight(found.id, read.data, by, this.now()));
  }

  /** A new first password, for a person who forgot the own one or lost the phone; sessions end. */
  async resetPassword(id: string, by: string): Promise<AccountChanged> {
    const found = await this.#find(id);
    if (found === undefined) return unknown(id);
    if (found.providerIssuer !== null)
      return failed(`${found.name} signs in through the identity provider; reset the password there.`);
    const firstPassword = newFirstPassword();
    const hash = await hashPassword(firstPassword);
    const change = { firstUntil: this.now() + FIRST_PASSWORD_MS, by, now: this.now() };
    const account = await this.accounts.setPassword(found.id, hash, change);
    this.onEnded();
    return account === undefined ? unknown(id) : { ok: true, account, firstPassword };
  }

  /** Disables an account, or enables it again. */
  setDisabled(id: string, isDisabled: boolean, by: string): Promise<AccountChanged> {
    return this.#changed(id, by, (found) => this.accounts.setDisabled(found.id, isDisabled, by, this.now()));
  }

  /** Nobody changes the own right in the browser: an administrator cannot lock all out by mistake. */
  async #changed(
    id: string,
    by: string,
    change: (found: AccountRecord) => Promise<AccountRecord | undefined>,
  ): Promise<AccountChanged> {
    const found = await this.#find(id);
    if (found === undefined) return unknown(id);
    if (found.role === 'administrator' && found.name === by)
      return failed('You cannot change your own right; another administrator can.');
    const account = await change(found);
    this.onEnded();
    return account === undefined ? unknown(id) : { ok: true, account };
  }

  async #find(idOrUserName: string): Promise<AccountRecord | undefined> {
    return (
      (await this.accounts.find(idOrUserName)) ??
      (await this.accounts.ofUserName(canonicalUserName(idOrUserName) ?? ''))
    );
  }

  async #faultsOf(given: AccountRight): Promise<readonly string[]> {
    const faults = faultsOfRight(given);
    if (faults.length > 0) return faults;
    const { regionId, centreId, agencyId } = given;
    const isKnown = await this.network.hasPlaces(regionId ?? undefined, centreId ?? undefined, agencyId ?? undefined);
    return isKnown ? [] : [`There is no ${placeOf(given)}; look up the ids in the network's description.`];
  }
}

function placeOf({ regionId, centreId, agencyId }: AccountRight): string {
  if (centreId !== null) return `centre "${centreId}"`;
  return regionId === null ? `agency "${agencyId}"` : `region "${regionId}"`;
}
