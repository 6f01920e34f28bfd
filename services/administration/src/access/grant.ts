import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ROLES, type Scope } from '#domain/access/viewer.js';
import { DIRECTIVE_LIMITS } from '#domain/directive/check-directive.js';
import type { Database } from '#platform/postgres/database.js';
import type { TokenStore } from '#store/access/token-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import type { IssuedToken, SessionTokens } from './session-tokens.js';

const HOUR_SECONDS = 3600;
/** Maximum time for which a right can be granted. */
const MAX_GRANT_HOURS = 24 * 400;

const schema = z
  .strictObject({
    role: z.enum(ROLES, `The role is one of ${ROLES.join(', ')}.`),
    name: z
      .string('Give the name of the owner of the token; it is recorded with the actions.')
      .regex(/^[^\p{Cc}]+$/u, 'The name is empty or contains control characters.')
      .max(DIRECTIVE_LIMITS.nameChars, `The name has more than ${DIRECTIVE_LIMITS.nameChars} characters.`),
    regionId: z.string().min(1).optional(),
    centreId: z.string().min(1).optional(),
    hours: z
      .number('Give the number of hours for which the token is valid.')
      .positive('Give a number of hours greater than 0.')
      .max(MAX_GRANT_HOURS, `Give at most ${MAX_GRANT_HOURS} hours.`),
    seesStaff: z.boolean().default(false),
  })
  .refine(
    ({ role, centreId }) => role !== 'manager' || centreId !== undefined,
    'A manager belongs to one centre: name it.',
  )
  .refine(
    ({ regionId, centreId }) => regionId === undefined || centreId === undefined,
    'Name a region or a centre, not both.',
  );

/** A right that an administrator grants to a person for a limited time. */
export type Grant = z.output<typeof schema>;

/** Parses the grant that an administrator requests. */
export function readGrant(
  body: unknown,
): { readonly ok: true; readonly grant: Grant } | { readonly ok: false; readonly faults: readonly string[] } {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? { ok: true, grant: parsed.data }
    : { ok: false, faults: parsed.error.issues.map(({ message }) => message) };
}

/** A fault message when the region or centre of a grant does not exist; undefined when it exists. */
export async function unknownPlaceOf(database: Database, { regionId, centreId }: Grant): Promise<string | undefined> {
  return (await new NetworkStore(database).hasPlaces(regionId, centreId))
    ? undefined
    : `There is no ${centreId === undefined ? `region "${regionId}"` : `centre "${centreId}"`}; look up the ids in the network's description.`;
}

function scopeOf({ regionId, centreId }: Grant): Scope {
  if (centreId !== undefined) return { kind: 'centre', centreId };
  return regionId === undefined ? { kind: 'network' } : { kind: 'region', regionId };
}

/** A token, and the id with which it can be revoked. */
export interface GrantedToken extends IssuedToken {
  readonly id: string;
}

/**
 * Signs the right and records it. It expires after its hours, or when it is revoked; a session that starts with it
 * cannot be extended beyond that.
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
