/** Why the server signed nobody in. */
export interface SignInFault {
  /** WRONG, LOCKED, CODE_NEEDED ...; the pages word it. */
  readonly code: string;
  /** LOCKED: when another attempt is checked, Unix milliseconds. */
  readonly retryAt?: number;
}

/** How people may sign in here. */
export interface SignInWays {
  readonly demonstration: boolean;
  /** Name of the identity provider; null: there is none. */
  readonly provider: string | null;
}

/** Asks how people may sign in. Rejects when the server cannot be reached. */
export async function signInWays(): Promise<SignInWays> {
  const answer = await fetch('/session/ways', { credentials: 'same-origin', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Sends what a person typed. Resolves to null when the person is signed in; rejects when the server is unreachable. */
export async function sendCredentials(path: string, typed: object): Promise<SignInFault | null> {
  const answer = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(typed),
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.ok) return null;
  const { error }: { readonly error?: SignInFault } = await answer.json().catch(() => ({}));
  return error ?? { code: 'FAILED' };
}

/** The page that a person wanted: a path of this server and nothing else. */
export function wantedPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  const url = new URL(next, location.origin);
  return next.startsWith('/') && url.origin === location.origin && url.pathname !== '/sign-in'
    ? url.pathname + url.search + url.hash
    : '/';
}
