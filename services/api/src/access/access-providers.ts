import type { Provider } from '@nestjs/common';
import { AccountChanges } from '#administration/access/account-changes.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { AccountStore } from '#store/access/account-store.js';
import { SessionStore } from '#store/access/session-store.js';
import { SignInStore } from '#store/access/sign-in-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import type { FullApiConfig } from '../api-config.js';
import { AccountResolver } from './account.resolver.js';
import { OwnAccount } from './own-account.js';
import { SignIn } from './sign-in.js';

/** What signs people in and keeps their accounts. */
export const accessProviders = ({ now, idleSeconds }: FullApiConfig): Provider[] => [
  { provide: AccountStore, useFactory: (database: Database) => new AccountStore(database), inject: [DATABASE] },
  { provide: SignInStore, useFactory: (database: Database) => new SignInStore(database), inject: [DATABASE] },
  {
    provide: SessionStore,
    useFactory: (database: Database) => new SessionStore(database, idleSeconds),
    inject: [DATABASE],
  },
  {
    provide: SignIn,
    useFactory: (accounts: AccountStore, store: SignInStore) => new SignIn(accounts, store, now),
    inject: [AccountStore, SignInStore],
  },
  {
    provide: OwnAccount,
    useFactory: (accounts: AccountStore, store: SignInStore) => new OwnAccount(accounts, store, now),
    inject: [AccountStore, SignInStore],
  },
  {
    provide: AccountChanges,
    useFactory: (accounts: AccountStore, network: NetworkStore, tokens: SessionTokens) =>
      new AccountChanges(accounts, network, now, () => tokens.readEndedAgain()),
    inject: [AccountStore, NetworkStore, SessionTokens],
  },
  AccountResolver,
];
