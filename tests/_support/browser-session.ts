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
