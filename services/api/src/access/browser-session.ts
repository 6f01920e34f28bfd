import type { Request, Response } from 'express';
import { SESSION_COOKIE } from '#administration/access/credentials.js';
import type { SessionTokens } from '#administration/access/session-tokens.js';
import type { Scope, Viewer } from '#domain/access/viewer.js';
import type { AccountRecord } from '#store/access/account-store.js';
import type { SessionRecord, SessionStore } from '#store/access/session-store.js';
import type { FullApiConfig } from '../api-config.js';

/** The answer of every path that signs in. */
export interface SessionAnswer {
  readonly viewer?: string;
  /** Unix milliseconds. */
  readonly expiresAt?: number;
  readonly error?: SignInFault;
}

/** Why nobody was signed in; the dashboard words the code in the person's language. */
export interface SignInFault {
  readonly code: string;
  readonly message: string;
  /** LOCKED: when another attempt is checked, Unix milliseconds. */
  readonly retryAt?: number;
}

function scopeOf({ regionId, centreId, agencyId }: AccountRecord): Scope {
  if (centreId !== null) return { kind: 'centre', centreId };
  if (regionId !== null) return { kind: 'region', regionId };
  return agencyId === null ? { kind: 'network' } : { kind: 'agency', agencyId };
}

/** What a person may do in a session. */
function viewerOfAccount(account: AccountRecord, session: SessionRecord): Omit<Viewer, 'expiresAt'> {
  const { id, name, role, rightId, seesStaff } = account;
  return {
    name,
    scope: scopeOf(account),
    seesStaff,
    ...(role === 'administrator' ? { isAdministrator: true } : { role }),
    tokenId: rightId,
    account: { accountId: id, sessionId: session.id, sessionEndsAt: session.expiresAt },
  };
}

type CookieConfig = Pick<FullApiConfig, 'tokenSeconds' | 'idleSeconds' | 'secureCookies' | 'now'>;

const cookieOptions = ({ secureCookies }: CookieConfig) =>
  ({ httpOnly: true, sameSite: 'strict', secure: secureCookies, path: '/' }) as const;

/**
 * How long the token of a session is valid. A person's session ends when it is not renewed, and at its end. That of a
 * link stays valid to its end, so that a phone that slept does not sign its owner out.
 */
function secondsOf({ account, endsAt }: Omit<Viewer, 'expiresAt'>, config: CookieConfig): number {
  const until = (end: number): number => Math.max(0, Math.floor((end - config.now()) / 1000));
  if (account !== undefined) return Math.min(config.idleSeconds, until(account.sessionEndsAt));
  return endsAt === undefined ? config.tokenSeconds : until(endsAt);
}

/** Gives the browser a token in a cookie that scripts cannot read. */
export async function startSession(
  viewer: Omit<Viewer, 'expiresAt'>,
  response: Response,
  tokens: SessionTokens,
  config: CookieConfig,
): Promise<SessionAnswer> {
  const seconds = secondsOf(viewer, config);
  const { token, expiresAt } = await tokens.issue(viewer, seconds, config.now());
  response.cookie(SESSION_COOKIE, token, { ...cookieOptions(config), maxAge: seconds * 1000 });
  response.setHeader('Cache-Control', 'no-store');
  return { viewer: viewer.name, expiresAt };
}

/** What starts and renews the sessions of accounts. */
export interface SessionParts {
  readonly sessions: SessionStore;
  readonly tokens: SessionTokens;
  readonly config: CookieConfig & Pick<FullApiConfig, 'sessionSeconds'>;
}

/** Makes a session of an account, always a new one, and gives the browser its token. */
export async function beginSession(
  account: AccountRecord,
  way: SessionRecord['way'],
  request: Request,
  response: Response,
  { sessions, tokens, config }: SessionParts,
): Promise<SessionAnswer> {
  const now = config.now();
  const origin = {
    accountId: account.id,
    way,
    address: request.ip ?? '',
    browser: request.headers['user-agent'] ?? '',
  };
  const session = await sessions.start(origin, now + config.sessionSeconds * 1000, now);
  return startSession(viewerOfAccount(account, session), response, tokens, config);
}

/** Takes the token away. */
export function forgetSession(response: Response, config: CookieConfig): void {
  response.clearCookie(SESSION_COOKIE, cookieOptions(config));
  response.setHeader('Cache-Control', 'no-store');
}

/** Answers that nobody was signed in. */
export function refuseSession(response: Response, error: SignInFault): SessionAnswer {
  response.status(error.code === 'LOCKED' || error.code === 'BUSY' ? 429 : 401);
  response.setHeader('Cache-Control', 'no-store');
  return { error };
}
