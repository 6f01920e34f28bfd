import { ROLES } from './viewer.js';

/** Roles of accounts: those of viewers, and the administrator, who also changes the network, rules and accounts. */
export const ACCOUNT_ROLES = [...ROLES, 'administrator'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** Limits of what people type when they sign in. */
export const ACCOUNT_LIMITS = {
  userNameChars: 128,
  nameChars: 80,
  passwordMinChars: 12,
  passwordMaxChars: 128,
} as const;

/** What an account may see and do. At most one of the places is set; none: the whole network. */
export interface AccountRight {
  readonly role: AccountRole;
  readonly regionId: string | null;
  readonly centreId: string | null;
  readonly agencyId: string | null;
  readonly seesStaff: boolean;
}

const USER_NAME = /^[a-z0-9][a-z0-9._@+-]+$/;

/**
 * The form in which a user name is stored: lower case ASCII, so that no two names only look alike. Undefined when the
 * text is no user name.
 */
export function canonicalUserName(text: string): string | undefined {
  const name = text.normalize('NFKC').trim().toLowerCase();
  return name.length <= ACCOUNT_LIMITS.userNameChars && USER_NAME.test(name) ? name : undefined;
}

/**
 * The name of a person as it is recorded: composed letters, single spaces. Undefined when it is empty, too long, or has
 * control or direction characters.
 */
export function canonicalName(text: string): string | undefined {
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(text.replaceAll(/\s/g, ' '))) return undefined;
  const name = text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  return name.length > 0 && name.length <= ACCOUNT_LIMITS.nameChars ? name : undefined;
}

/** What is wrong with a right, in words that say how to fix it; empty: nothing. */
export function faultsOfRight({ role, regionId, centreId, agencyId }: AccountRight): readonly string[] {
  const places = [regionId, centreId, agencyId].filter((place) => place !== null);
  const faults: string[] = [];
  if (places.length > 1) faults.push('Name one region, one centre or one agency, not several.');
  if (role === 'manager' && centreId === null) faults.push('A manager belongs to one centre: name it.');
  if (role === 'administrator' && places.length > 0)
    faults.push('An administrator works for the whole network: name no place.');
  return faults;
}
