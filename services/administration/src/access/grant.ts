import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ROLES, type Scope } from '#domain/access/viewer.js';
import { DIRECTIVE_LIMITS } from '#domain/directive/check-directive.js';
import type { Database } from '#platform/postgres/database.js';
import type { TokenStore } from '#store/access/token-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import type { IssuedToken, SessionTokens } from './session-tokens.js';

const HOUR_SECONDS = 3600;
/** Longest time for which a right is given. */
export const MOST_GRANT_HOURS = 24 * 400;

const schema = z
  .strictObject({
    role: z.enum(ROLES, `The role is one of ${ROLES.join(', ')}.`),
    name: z
      .string('Say whose token it is; the name stands in the record.')
      .regex(/^[^\p{Cc}]+$/u, 'The name is empty or has control characters.')
      .max(DIRECTIVE_LIMITS.nameChars, `The name has more than ${DIRECTIVE_LIMITS.nameChars} characters.`),
    regionId: z.string().min(1).optional(),
    centreId: z.string().min(1).optional(),
    hours: z
      .number('Give the hours that it holds.')
      .positive('Give a number of hours above 0.')
      .max(MOST_GRANT_HOURS, `Give at most ${MOST_GRANT_HOURS} hours.`),
    seesStaff: z.boolean().default(false),
  })
  .refine(({ role, centreId }) => role !== 'manager' || centreId !== undefined, 'A manager is of one centre: name it.')
  .refine(
    ({ regionId, centreId }) => regionId === undefined || centreId === undefined,
    'Name a region or a centre, not both.',
  );

/** A right that an administrator gives to somebody, for a time. */
export type Grant = z.output<typeof schema>;

/** Reads what an administrator wants to give. */
export function readGrant(
  body: unknown,
): { readonly ok: true; readonly grant: Grant } | { readonly ok: false; readonly faults: readonly string[] } {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? { ok: true, grant: parsed.data }
    : { ok: false, faults: parsed.error.issues.map(({ message }) => message) };
}

/** Why the place of a grant is none; undefined when it is one. */
export async function unknownPlaceOf(database: Database, { regionId, centreId }: Grant): Promise<string | undefined> {
  return (await new NetworkStore(database).hasPlaces(regionId, centreId))
    ? undefined
    : `There is no ${centreId === undefined ? `region "${regionId}"` : `centre "${centreId}"`}; the ids are in the network's description.`;
}

function scopeOf({ regionId, centreId }: Grant): Scope {
  if (centreId !== undefined) return { kind: 'centre', centreId };
  return regionId === undefined ? { kind: 'network' } : { kind: 'region', regionId };
}

/** A token, and the id by which it can be ended. */
export interface GrantedToken extends IssuedToken {
  readonly id: string;
}

/**
 * Signs the right and keeps that it was given. It ends for good after its hours, or when it is ended: a session that
 * begins with it cannot be renewed beyond.
 */
export async function issueGrant(
  tokens: SessionTokens,
  given: TokenStore,
  grant: Grant,
  issuedBy: string,
  now: number,
): Promise<GrantedToken> {
  const seconds = Math.floor(grant.hours * HOUR_SECONDS);
  const id = randomUUID();
  const { name, role, seesStaff, regionId = null, centreId = null } = grant;
  const endsAt = now + seconds * 1000;
  await given.add({ id, name, role, regionId, centreId, issuedAt: now, issuedBy, expiresAt: endsAt });
  const viewer = { name, role, seesStaff, scope: scopeOf(grant), endsAt, tokenId: id };
  return { id, ...(await tokens.issue(viewer, seconds, now)) };
}
