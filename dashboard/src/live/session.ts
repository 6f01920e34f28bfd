import { backoffMs } from './backoff';

/** Renew this long before the session ends, or at half of a short session. */
const RENEW_BEFORE_MS = 60_000;

/** Milliseconds until a session that ends at `expiresAt` should be renewed; at least a second. */
export function renewInMs(expiresAt: number, now: number): number {
  const left = expiresAt - now;
  return Math.max(1_000, left > 2 * RENEW_BEFORE_MS ? left - RENEW_BEFORE_MS : left / 2);
}

/** Reads the answer of POST /session; the end may be Unix milliseconds or an ISO text. Throws when it is neither. */
export function parseExpiry(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null && 'expiresAt' in answer) {
    const { expiresAt } = answer;
    const at = typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt;
    if (typeof at === 'number' && Number.isFinite(at)) return at;
  }
  throw new Error('The server answered POST /session without expiresAt; is this another version of Mnara?');
}

/** Nobody is signed in: a person must do so. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/**
 * The browser's session: a cookie that only the server reads. `ensure` signs in once, shares a sign-in that is under
 * way, and renews by itself before the end, then calls `onRenewed` so that sockets may be opened again. It rejects
 * when the server cannot be reached or refuses.
 */
export class Session {
  #expiresAt = 0;
  #underWay: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly onRenewed: () => void,
    private readonly onSignedOut: () => void = () => undefined,
  ) {}

  /** Resolves when there is a session that holds. */
  ensure(): Promise<void> {
    return this.#expiresAt > Date.now() + 1_000 ? Promise.resolve() : this.renew();
  }

  /** Signs in again, whatever the present session. */
  renew(): Promise<void> {
    this.#underWay ??= this.#signIn().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Signs out. Resolves to whether the person should sign out of the identity provider too. */
  async end(): Promise<boolean> {
    clearTimeout(this.#timer);
    const answer = await fetch('/session/end', { method: 'POST', credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`The server did not sign out (${answer.status}).`);
    const { provider }: { readonly provider: boolean } = await answer.json();
    return provider;
  }

  /** Signs in with a token that somebody was given. */
  signInWith(token: string): Promise<void> {
    return this.#change({ authorization: `Bearer ${token}` });
  }

  /** In the demonstration: signs in as somebody else, a manager of that centre. */
  become(role: string, centreId: string): Promise<void> {
    return this.#change({}, { as: role, ...(role === 'manager' ? { centreId } : {}) });
  }

  /**
   * Waits for the request in progress, so that an older sign-in cannot overwrite a newer one. Callers during the
   * change get the new session.
   */
  async #change(headers: Readonly<Record<string, string>>, wish: object = {}): Promise<void> {
    await this.#underWay?.catch(() => undefined);
    this.#underWay = this.#signIn(headers, wish).finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #signIn(headers: Readonly<Record<string, string>> = {}, wish: object = {}): Promise<void> {
    const answer = await fetch('/session', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(wish),
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status === 401) {
      this.onSignedOut();
      throw new SignedOutError('Nobody is signed in here; sign in first.');
    }
    if (!answer.ok) throw new Error(`The server refused to sign in (${answer.status}).`);
    this.#expiresAt = parseExpiry(await answer.json());
    this.#schedule(renewInMs(this.#expiresAt, Date.now()));
  }

  /** Renews after `ms` milliseconds; a failure is repeated after the dashboard's back-off until it succeeds. */
  #schedule(ms: number, failures = 0): void {
    const retry = () => this.#schedule(backoffMs(failures, Math.random()), failures + 1);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.renew().then(this.onRenewed, retry), Math.min(ms, 2 ** 31 - 1));
  }
}
