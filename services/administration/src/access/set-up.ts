import type { AccountStore } from '#store/access/account-store.js';
import type { SignInStore } from '#store/access/sign-in-store.js';
import { hashOfSetUpCode, newSetUpCode } from './second-factor.js';

/** How long the link for the first administrator is valid. */
const SET_UP_MS = 24 * 3_600_000;

/** Makes the code of the link for the first administrator; undefined when there is one already. */
export async function openSetUp(accounts: AccountStore, store: SignInStore, now: number): Promise<string | undefined> {
  if (await accounts.hasAdministrator()) return undefined;
  const code = newSetUpCode();
  await store.setSetUpCode(hashOfSetUpCode(code), now + SET_UP_MS);
  return code;
}

/** The page of the code. The part after # is never sent to a server, so it appears in no log. */
export const setUpLink = (url: string, code: string): string => `${url}/set-up#${code}`;
