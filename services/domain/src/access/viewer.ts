import { RequestError } from './request-error.js';

/** What of the country somebody may see. Every read of a store takes one. */
export type Scope =
  | { readonly kind: 'network' }
  | { readonly kind: 'region'; readonly regionId: string }
  | { readonly kind: 'centre'; readonly centreId: string; readonly regionId?: string }
  | { readonly kind: 'agency'; readonly agencyId: string };

/** Everything: for the server's own work, and for viewers of the whole network. */
export const WHOLE_NETWORK: Scope = { kind: 'network' };

/** What somebody may do beside looking. */
export const ROLES = ['viewer', 'operator', 'manager'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Viewer {
  readonly name: string;
  readonly scope: Scope;
  /** May see figures of single officers, by pseudonym. */
  readonly seesStaff: boolean;
  /** May change the network and register agents: an administrator's token, never a browser's session. */
  readonly isAdministrator?: boolean;
  /** An operator of the secretariat sends directives, a manager answers those of one centre; undefined: a viewer, who does neither. */
  readonly role?: Role;
  /** Of the token with which the right was given, by which it can be ended; undefined: it ends with its time only. */
  readonly tokenId?: string;
  /** When the right itself ends, however often the session is renewed, Unix milliseconds; undefined: never. */
  readonly endsAt?: number;
  /** Until when the session holds, Unix milliseconds. */
  readonly expiresAt: number;
}

/** Whether somebody may send directives, within the scope. */
export const mayOrder = ({ role, isAdministrator }: Viewer): boolean => role === 'operator' || isAdministrator === true;

/** Whether somebody may answer directives, within the scope: the manager of one centre. */
export const mayAnswer = ({ role, scope }: Viewer): boolean => role === 'manager' && scope.kind === 'centre';

/** Whether somebody may take, comment and silence alerts, within the scope. */
export const mayRespond = ({ role, isAdministrator }: Viewer): boolean =>
  role === 'operator' || role === 'manager' || isAdministrator === true;

/** The id that a scope is about; undefined for the network. */
export function scopeId(scope: Scope): string | undefined {
  switch (scope.kind) {
    case 'network':
      return undefined;
    case 'region':
      return scope.regionId;
    case 'centre':
      return scope.centreId;
    case 'agency':
      return scope.agencyId;
  }
}

/** Refuses in the same words what does not exist and what may not be seen, so that ids cannot be probed. */
export function unknownPlace(kind: string, id: string): RequestError {
  return new RequestError(
    'UNKNOWN_PLACE',
    `There is no ${kind} "${id}" that you may see; take an id from the lists of regions, centres, services and agencies.`,
  );
}
