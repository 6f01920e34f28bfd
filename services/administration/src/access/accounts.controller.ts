import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { type AccountRecord, AccountStore } from '#store/access/account-store.js';
import { SignInStore } from '#store/access/sign-in-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { refuse } from '../refuse.js';
import { type AccountChanged, AccountChanges } from './account-changes.js';
import { admitAdministrator } from './administrator.js';
import { openSetUp } from './set-up.js';

/** Accounts of people: `mnara account` uses these endpoints. */
@Controller('admin/accounts')
export class AccountsController {
  readonly #accounts: AccountStore;
  readonly #changes: AccountChanges;

  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {
    const { database, tokens } = options;
    this.#accounts = new AccountStore(database);
    this.#changes = new AccountChanges(this.#accounts, new NetworkStore(database), Date.now, () =>
      tokens.readEndedAgain(),
    );
  }

  @Post('list')
  @HttpCode(200)
  async list(
    @Headers('authorization') authorization: string | undefined,
  ): Promise<{ readonly accounts: readonly AccountRecord[] }> {
    await this.#admit(authorization);
    return { accounts: await this.#accounts.list() };
  }

  @Post()
  @HttpCode(200)
  async add(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    const by = await this.#admit(authorization);
    return this.#answer(by, 'add an account', await this.#changes.add(body, by));
  }

  @Post('reset')
  @HttpCode(200)
  async reset(@Headers('authorization') authorization: string | undefined, @Body() body: { id?: unknown }) {
    const by = await this.#admit(authorization);
    return this.#answer(by, 'reset a password', await this.#changes.resetPassword(String(body.id), by));
  }

  @Post('disable')
  @HttpCode(200)
  async disable(@Headers('authorization') authorization: string | undefined, @Body() body: { id?: unknown }) {
    const by = await this.#admit(authorization);
    return this.#answer(by, 'disable an account', await this.#changes.setDisabled(String(body.id), true, by));
  }

  @Post('enable')
  @HttpCode(200)
  async enable(@Headers('authorization') authorization: string | undefined, @Body() body: { id?: unknown }) {
    const by = await this.#admit(authorization);
    return this.#answer(by, 'enable an account', await this.#changes.setDisabled(String(body.id), false, by));
  }

  /** A new code for the link that makes the first administrator. */
  @Post('set-up')
  @HttpCode(200)
  async setUp(@Headers('authorization') authorization: string | undefined): Promise<{ readonly code: string }> {
    const by = await this.#admit(authorization);
    const code = await openSetUp(this.#accounts, new SignInStore(this.options.database), Date.now());
    if (code !== undefined) return { code };
    const reason = 'There is an administrator already; that person can add accounts, or use mnara account add.';
    return refuse(this.options.database, by, 'make a set-up link', [reason]);
  }

  #admit(authorization: string | undefined): Promise<string> {
    return admitAdministrator(this.options.tokens, authorization);
  }

  #answer(by: string, what: string, changed: AccountChanged) {
    if (!changed.ok) return refuse(this.options.database, by, what, changed.faults);
    const { account, firstPassword } = changed;
    return { account, ...(firstPassword === undefined ? {} : { firstPassword }) };
  }
}
