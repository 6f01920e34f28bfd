import { hashPassword, isPassword } from '#administration/access/password-hash.js';
import { faultOfPassword, PASSWORD_FAULTS } from '#administration/access/password-rules.js';
import {
  hashOfCode,
  newRecoveryCodes,
  newTotpSecret,
  stepOfCode,
  totpAddress,
} from '#administration/access/second-factor.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { AccountRecord, AccountStore } from '#store/access/account-store.js';
import type { AccountSecrets, SignInStore } from '#store/access/sign-in-store.js';

/** A person's account together with what its password is checked against. */
interface Own {
  readonly account: AccountRecord;
  readonly secrets: AccountSecrets;
}

/** What people change on their own account. Every change that a stolen session could make asks for the password. */
export class OwnAccount {
  constructor(
    readonly accounts: AccountStore,
    readonly store: SignInStore,
    readonly now: () => number,
  ) {}

  /** @throws RequestError FORBIDDEN, BAD_VALUE */
  async changePassword(viewer: Viewer, address: string, current: string, next: string): Promise<void> {
    const { account } = await this.#withPassword(viewer, address, current);
    const weak = await faultOfPassword(next, account);
    if (weak !== undefined) throw new RequestError('BAD_VALUE', PASSWORD_FAULTS[weak]);
    await this.accounts.setPassword(account.id, await hashPassword(next), {
      firstUntil: null,
      keepSession: viewer.account?.sessionId,
      by: viewer.name,
      now: this.now(),
    });
  }

  /** @throws RequestError FORBIDDEN, CONFLICT when there is one already */
  async beginSecondFactor(viewer: Viewer): Promise<{ readonly secret: string; readonly address: string }> {
    const { account } = await this.#own(viewer);
    if (!account.hasPassword) throw new RequestError('FORBIDDEN', PROVIDED);
    if (account.hasSecondFactor)
      throw new RequestError('CONFLICT', 'An authenticator app is in use already; end its use first.');
    const secret = newTotpSecret();
    await this.store.beginSecondFactor(account.id, secret);
    return { secret, address: totpAddress(secret, account.userName) };
  }

  /** @returns the recovery codes; only their hashes are stored. @throws RequestError BAD_VALUE, FORBIDDEN */
  async confirmSecondFactor(viewer: Viewer, code: string): Promise<readonly string[]> {
    const { account, secrets } = await this.#own(viewer);
    const step = secrets.totpPending === null ? undefined : stepOfCode(secrets.totpPending, code, this.now());
    if (step === undefined)
      throw new RequestError(
        'BAD_VALUE',
        'The code is wrong; check the clock of the phone and type the code that it shows now.',
      );
    const codes = newRecoveryCodes();
    await this.store.confirmSecondFactor(account.id, step, codes.map(hashOfCode), this.now());
    return codes;
  }

  /** @throws RequestError FORBIDDEN */
  async endSecondFactor(viewer: Viewer, address: string, password: string): Promise<void> {
    const { account } = await this.#withPassword(viewer, address, password);
    await this.store.endSecondFactor(account.id);
  }

  /** Checks the password again; wrong ones count like failed sign-ins. */
  async #withPassword(viewer: Viewer, address: string, password: string): Promise<Own> {
    const own = await this.#own(viewer);
    const { userName } = own.account;
    const attempt = await this.store.attempt(userName, address, this.now());
    if (attempt.kind === 'locked')
      throw new RequestError('BUSY', 'There were too many wrong attempts; try again in a few minutes.');
    if (!(await isPassword(password, own.secrets.passwordHash)))
      throw new RequestError('FORBIDDEN', 'The present password is wrong.');
    await this.store.succeeded(userName, address);
    return own;
  }

  async #own({ account }: Viewer): Promise<Own> {
    const id = account?.accountId;
    const [found, secrets] =
      id === undefined ? [] : await Promise.all([this.accounts.find(id), this.store.secrets(id)]);
    if (found === undefined || secrets === undefined)
      throw new RequestError('FORBIDDEN', 'You have no account here; sign in with a user name and a password.');
    return { account: found, secrets };
  }
}

const PROVIDED = 'You sign in through the identity provider; set up the second factor there.';
