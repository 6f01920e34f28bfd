import type { IncomingHttpHeaders } from 'node:http';

/** The cookie that holds a browser's session token. */
export const SESSION_COOKIE = 'mnara_session';

const BEARER = /^Bearer ([A-Za-z0-9\-_.]+)$/;

/** The token of an Authorization header or a connection parameter; undefined when there is none. */
export const bearerToken = (authorization: unknown): string | undefined =>
  typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;

/** The session token of a request: from its bearer header, otherwise from its cookie. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = bearerToken(headers.authorization);
  if (bearer !== undefined) return bearer;
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE) return value;
  }
  return undefined;
}

/**
 * Whether a web page of this origin may use the API: pages of this server itself, and origins on the list. A request
 * without an Origin header does not come from a web page.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  try {
    const { protocol, host: originHost } = new URL(origin);
    return originHost === host && (protocol === 'http:' || protocol === 'https:');
  } catch {
    return false;
  }
}
