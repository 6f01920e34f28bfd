import { RequestError } from './request-error.js';

/** The part of the network that a viewer may see. Every read of a store takes one. */
export type Scope =
  | { readonly kind: 'network' }
  | { readonly kind: 'region'; readonly regionId: string }
  | { readonly kind: 'centre'; readonly centreId: string; readonly regionId?: string }
  | { readonly kind: 'agency'; readonly agencyId: string };

/** The whole network: for the server's own work, and for viewers without a limit. */
export const WHOLE_NETWORK: Scope = { kind: 'network' };

/** What a viewer may do besides reading. */
export const ROLES = ['viewer', 'operator', 'manager'] as const;
export type Role = (typeof ROLES)[number];

/** The person or program that sends a request. */
export interface Viewer {
  readonly name: string;
  readonly scope: Scope;
  /** May see figures of individual officers, by pseudonym. */
  readonly seesStaff: boolean;
  /** May change the network, rules, agents and accounts: an administrator's token, or an administrator's account. */
  readonly isAdministrator?: boolean;
  /**
   * An operator of the secretariat sends directives, a manager answers those of one centre; undefined: a viewer with
   * read-only access.
   */
  readonly role?: Role;
  /**
   * Id of what gave the right: a token, or the present right of an account. Ending it ends the right. Undefined: the
   * right ends only by time.
   */
  readonly tokenId?: string;
  /** The account of a person who signed in. */
  readonly account?: {
    readonly accountId: string;
    /** Ending the session ends what it may do. */
    readonly sessionId: string;
    /** When the session ends, even if it is renewed, Unix milliseconds. */
    readonly sessionEndsAt: number;
  };
  /** When the right itself ends, even if the session is renewed, Unix milliseconds; undefined: never. */
  readonly endsAt?: number;
  /** When the session expires, Unix milliseconds. */
  readonly expiresAt: number;
}

/** Whether the viewer may send directives, within the scope. */
export const maySendDirectives = ({ role, isAdministrator }: Viewer): boolean =>
  role === 'operator' || isAdministrator === true;

/** Whether the viewer may answer directives, within the scope: only the manager of one centre may. */
export const mayAnswerDirectives = ({ role, scope }: Viewer): boolean => role === 'manager' && scope.kind === 'centre';

/** Whether the viewer may acknowledge, comment and silence alerts, within the scope. */
export const mayRespondToAlerts = ({ role, isAdministrator }: Viewer): boolean =>
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

/** Rejects an unknown id and a hidden one with the same words, so that ids cannot be probed. */
export function unknownPlace(kind: string, id: string): RequestError {
  return new RequestError(
    'UNKNOWN_PLACE',
    `There is no ${kind} "${id}" that you may see; take an id from the lists of regions, centres, services and agencies.`,
  );
}
