import { hashPassword, isPassword } from '#administration/access/password-hash.js';
import { faultOfPassword, PASSWORD_FAULTS } from '#administration/access/password-rules.js';
import { hashOfCode, hashOfSetUpCode, stepOfCode } from '#administration/access/second-factor.js';
import { canonicalName, canonicalUserName } from '#domain/access/account.js';
import { TooManyWaitingError } from '#platform/timing/few-at-once.js';
import type { AccountRecord, AccountStore } from '#store/access/account-store.js';
import type { AccountSecrets, SignInStore } from '#store/access/sign-in-store.js';
import type { SignInFault } from './browser-session.js';

/** What a person types. */
export interface Credentials {
  readonly userName: string;
  readonly password: string;
  /** From the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
  /** Replaces a password that an administrator gave. */
  readonly newPassword?: string | undefined;
}

/** What the first administrator types. */
export interface SetUp {
  readonly code: string;
  readonly userName: string;
  readonly name: string;
  readonly password: string;
}

export type SignInOutcome =
  | { readonly ok: true; readonly account: AccountRecord }
  | { readonly ok: false; readonly fault: SignInFault };

const fault = (code: string, message: string, retryAt?: number): SignInOutcome & { readonly ok: false } => ({
  ok: false,
  fault: { code, message, ...(retryAt === undefined ? {} : { retryAt }) },
});

const WRONG = fault('WRONG', 'The user name or the password is wrong.');
const BUSY = fault('BUSY', 'Too many people sign in at this moment; try again in a few seconds.');
/** A user name that nobody has: what is no user name takes as long as one that does not exist. */
const NO_USER_NAME = '-';

/** Checks who signs in. Nothing that it answers tells whether a user name exists. */
export class SignIn {
  constructor(
    readonly accounts: AccountStore,
    readonly store: SignInStore,
    readonly now: () => number,
  ) {}

  /** Checks a password, then a second factor, then whether a first password must be replaced. */
  async withPassword(given: Credentials, address: string): Promise<SignInOutcome> {
    try {
      return await this.#check(given, address);
    } catch (error) {
      if (error instanceof TooManyWaitingError) return BUSY;
      throw error;
    }
  }

  /** Makes the first administrator with the code of the set-up link. */
  async setUp({ code, userName, name, password }: SetUp): Promise<SignInOutcome> {
    const names = { userName: canonicalUserName(userName), name: canonicalName(name) };
    if (names.userName === undefined || names.name === undefined)
      return fault('BAD_NAME', 'Give a user name of letters a to z, digits and . _ @ + -, and your name.');
    const owner = { userName: names.userName, name: names.name };
    const weak = await faultOfPassword(password, owner);
    if (weak !== undefined) return fault(weak.toUpperCase(), PASSWORD_FAULTS[weak]);
    const right = { role: 'administrator', regionId: null, centreId: null, agencyId: null, seesStaff: true } as const;
    const account = await this.store.useSetUpCode(
      hashOfSetUpCode(code),
      { ...owner, ...right, passwordHash: await hashPassword(password), firstPasswordUntil: null },
      this.now(),
    );
    if (account === 'over')
      return fault('SET_UP_OVER', 'This link was used, or it is too old; start the server again for a new one.');
    if (account === 'taken')
      return fault('BAD_NAME', 'Somebody has this user name or this name already; choose another.');
    return { ok: true, account };
  }

  async #check({ userName, password, code, newPassword }: Credentials, address: string): Promise<SignInOutcome> {
    const now = this.now();
    const name = canonicalUserName(userName) ?? NO_USER_NAME;
    const attempt = await this.store.attempt(name, address, now);
    if (attempt.kind === 'locked')
      return fault('LOCKED', 'There were too many wrong attempts; try again later.', attempt.until);
    if (attempt.kind === 'unknown') {
      await isPassword(password, null);
      return WRONG;
    }
    const { account, secrets } = attempt;
    if (!(await isPassword(password, secrets.passwordHash))) return WRONG;
    const refused =
      (await this.#checkCode(account.id, secrets, code)) ??
      (await this.#replaceFirst(account, secrets, newPassword, password));
    if (refused !== undefined) return refused;
    await this.store.succeeded(name, address);
    return { ok: true, account };
  }

  async #checkCode(
    id: string,
    { totpSecret }: AccountSecrets,
    code: string | undefined,
  ): Promise<SignInOutcome | undefined> {
    if (totpSecret === null) return undefined;
    if (code === undefined || code === '')
      return fault('CODE_NEEDED', 'Give the six digits that your authenticator app shows, or a recovery code.');
    const step = stepOfCode(totpSecret, code, this.now());
    const isRight =
      step === undefined ? await this.store.useRecoveryCode(id, hashOfCode(code)) : await this.store.useStep(id, step);
    return isRight
      ? undefined
      : fault('CODE_WRONG', 'The code is wrong or was used already; wait for the next one, or use a recovery code.');
  }

  async #replaceFirst(
    account: AccountRecord,
    { firstPasswordUntil }: AccountSecrets,
    newPassword: string | undefined,
    first: string,
  ): Promise<SignInOutcome | undefined> {
    const now = this.now();
    if (firstPasswordUntil === null) return undefined;
    if (firstPasswordUntil <= now)
      return fault('FIRST_PASSWORD_OVER', 'The first password is too old; ask an administrator for a new one.');
    if (newPassword === undefined || newPassword === '')
      return fault('NEW_PASSWORD_NEEDED', 'Choose a password of your own now.');
    if (newPassword === first) return fault('SAME_PASSWORD', 'Choose another password than the first one.');
    const weak = await faultOfPassword(newPassword, account);
    if (weak !== undefined) return fault(weak.toUpperCase(), PASSWORD_FAULTS[weak]);
    const change = { firstUntil: null, by: account.name, now };
    await this.accounts.setPassword(account.id, await hashPassword(newPassword), change);
    return undefined;
  }
}
