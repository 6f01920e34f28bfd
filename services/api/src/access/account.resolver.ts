import type { IncomingMessage } from 'node:http';
import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type AccountChanged, AccountChanges } from '#administration/access/account-changes.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { type AccountRecord, AccountStore } from '#store/access/account-store.js';
import { SessionStore } from '#store/access/session-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationAddAccountArgs,
  MutationChangeAccountRightArgs,
  MutationChangePasswordArgs,
  MutationConfirmSecondFactorArgs,
  MutationDisableAccountArgs,
  MutationEnableAccountArgs,
  MutationEndSecondFactorArgs,
  MutationEndSessionArgs,
  MutationResetPasswordArgs,
  MutationResult,
  QueryResult,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { OwnAccount } from './own-account.js';

const shown = ({ providerIssuer, ...account }: AccountRecord) => ({
  ...account,
  isProvided: providerIssuer !== null,
});

function changeOf(changed: AccountChanged) {
  if (!changed.ok) throw new RequestError('BAD_VALUE', changed.faults.join(' '));
  return { account: shown(changed.account), firstPassword: changed.firstPassword ?? null };
}

/** @returns the name of the administrator. @throws RequestError FORBIDDEN for everybody else */
function administratorOf({ isAdministrator, name }: Viewer): string {
  if (isAdministrator === true) return name;
  throw new RequestError('FORBIDDEN', 'Only an administrator may see and change accounts.');
}

/** Accounts: the viewer's own, and for administrators those of all. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class AccountResolver {
  constructor(
    @Inject(AccountStore) private readonly accounts: AccountStore,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(OwnAccount) private readonly own: OwnAccount,
    @Inject(AccountChanges) private readonly changes: AccountChanges,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('ownAccount')
  async ownAccount(@Context('viewer') viewer: Viewer): Promise<QueryResult['ownAccount']> {
    if (viewer.account === undefined) return null;
    const { accountId, sessionId } = viewer.account;
    const [account, sessions] = await Promise.all([
      this.accounts.find(accountId),
      this.sessions.list(accountId, this.config.now()),
    ]);
    if (account === undefined) return null;
    return { ...account, sessions: sessions.map((session) => ({ ...session, isThis: session.id === sessionId })) };
  }

  @Query('accounts')
  async list(@Context('viewer') viewer: Viewer): Promise<QueryResult['accounts']> {
    administratorOf(viewer);
    return (await this.accounts.list()).map(shown);
  }

  @Mutation('changePassword')
  async changePassword(
    @Context('viewer') viewer: Viewer,
    @Context('req') request: IncomingMessage & { readonly ip?: string },
    @Args() { current, next }: MutationChangePasswordArgs,
  ): Promise<MutationResult['changePassword']> {
    await this.own.changePassword(viewer, request.ip ?? '', current, next);
    this.tokens.readEndedAgain();
    return true;
  }

  @Mutation('beginSecondFactor')
  beginSecondFactor(@Context('viewer') viewer: Viewer): Promise<MutationResult['beginSecondFactor']> {
    return this.own.beginSecondFactor(viewer);
  }

  @Mutation('confirmSecondFactor')
  async confirmSecondFactor(
    @Context('viewer') viewer: Viewer,
    @Args() { code }: MutationConfirmSecondFactorArgs,
  ): Promise<MutationResult['confirmSecondFactor']> {
    return [...(await this.own.confirmSecondFactor(viewer, code))];
  }

  @Mutation('endSecondFactor')
  async endSecondFactor(
    @Context('viewer') viewer: Viewer,
    @Context('req') request: IncomingMessage & { readonly ip?: string },
    @Args() { password }: MutationEndSecondFactorArgs,
  ): Promise<MutationResult['endSecondFactor']> {
    await this.own.endSecondFactor(viewer, request.ip ?? '', password);
    return true;
  }

  @Mutation('endSession')
  async endSession(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationEndSessionArgs,
  ): Promise<MutationResult['endSession']> {
    const accountId = viewer.account?.accountId ?? '';
    const way = await this.sessions.end(id, accountId, viewer.name, this.config.now());
    this.tokens.readEndedAgain();
    return way !== undefined;
  }

  @Mutation('addAccount')
  async add(
    @Context('viewer') viewer: Viewer,
    @Args() { userName, name, right }: MutationAddAccountArgs,
  ): Promise<MutationResult['addAccount']> {
    return changeOf(await this.changes.add({ ...right, userName, name }, administratorOf(viewer)));
  }

  @Mutation('changeAccountRight')
  async changeRight(
    @Context('viewer') viewer: Viewer,
    @Args() { id, right }: MutationChangeAccountRightArgs,
  ): Promise<MutationResult['changeAccountRight']> {
    return changeOf(await this.changes.changeRight(id, { ...right }, administratorOf(viewer)));
  }

  @Mutation('resetPassword')
  async resetPassword(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationResetPasswordArgs,
  ): Promise<MutationResult['resetPassword']> {
    return changeOf(await this.changes.resetPassword(id, administratorOf(viewer)));
  }

  @Mutation('disableAccount')
  async disable(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationDisableAccountArgs,
  ): Promise<MutationResult['disableAccount']> {
    return changeOf(await this.changes.setDisabled(id, true, administratorOf(viewer)));
  }

  @Mutation('enableAccount')
  async enable(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationEnableAccountArgs,
  ): Promise<MutationResult['enableAccount']> {
    return changeOf(await this.changes.setDisabled(id, false, administratorOf(viewer)));
  }
}
