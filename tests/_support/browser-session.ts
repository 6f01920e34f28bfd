import type { Json } from './api-server.js';

/** What a browser is to the API: it keeps the session's cookie and sends it. */
export class Browser {
  constructor(
    readonly url: string,
    public cookie = '',
  ) {}

  // biome-ignore lint/suspicious/noExplicitAny: the test asserts the shape
  async post(path: string, body: object): Promise<any> {
    const answer = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, cookie: this.cookie },
      body: JSON.stringify(body),
    });
    for (const set of answer.headers.getSetCookie())
      if (set.startsWith('mnara_session='))
        this.cookie = set.includes('mnara_session=;') ? '' : (set.split(';')[0] ?? '');
    return answer.json();
  }

  /**
   * Follows redirects as a browser does, with the cookies of each server.
   * @param until stops before a page whose path begins with this
   * @returns the address that is no redirect, or the one before which it stopped
   */
  async follow(address: string, until?: string): Promise<string> {
    const jars = new Map<string, Map<string, string>>();
    for (let url = new URL(address), steps = 0; ; steps += 1) {
      if (steps > 10) throw new Error(`too many redirects, the last to ${url}`);
      if (until !== undefined && url.pathname.startsWith(until)) return url.href;
      const jar = jars.get(url.origin) ?? new Map<string, string>();
      jars.set(url.origin, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        jar.set(name, value);
        if (name === 'mnara_session' && url.origin === this.url) this.cookie = `${name}=${value}`;
      }
      const location = answer.headers.get('location');
      if (location === null || answer.status < 300 || answer.status > 399) return url.href;
      url = new URL(location, url);
    }
  }

  signIn(credentials: object): Promise<{ viewer?: string; error?: { code: string; retryAt?: number } }> {
    return this.post('/session/password', credentials);
  }

  ask(
    query: string,
    variables?: object,
  ): Promise<{ data?: Json; errors?: { message: string; extensions?: { code?: string } }[] }> {
    return this.post('/graphql', { query, variables });
  }
}
