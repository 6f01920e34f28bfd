import { type HttpAnswer, HttpFailure, requestOnce } from '#platform/http/http-request.js';
import { retryAfterMs } from '#platform/http/retry-after.js';
import { readSecret } from '../../read-secret.js';
import type { OauthSettings } from './auth-settings.js';
import { HttpSourceError } from './http-source-error.js';

export interface TokenOptions extends OauthSettings {
  readonly timeoutMs: number;
  readonly ca: string | undefined;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A token is renewed when this share of its life is over, and a minute before its end at the latest. */
const LIFE_SHARE = 0.8;
const MARGIN_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;

interface Token {
  readonly text: string;
  readonly renewAt: number;
}

/** A token of OAuth 2 (client credentials, or a user's password), kept until shortly before it expires. */
export class OauthToken {
  readonly #options: TokenOptions;
  #known: Token | undefined;

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** @throws HttpSourceError when the server gives none; AgentConfigError when a secret's file cannot be read */
  async get(signal: AbortSignal): Promise<string> {
    if (this.#known === undefined || this.#options.now() >= this.#known.renewAt) this.#known = await this.#ask(signal);
    return this.#known.text;
  }

  /** The token was not accepted; the next one is a new one. Returns whether there was a token to replace. */
  refused(): boolean {
    const had = this.#known !== undefined;
    this.#known = undefined;
    return had;
  }

  async #ask(signal: AbortSignal): Promise<Token> {
    const { tokenAddress, timeoutMs, ca, now } = this.#options;
    const askedAt = now();
    const { headers, body } = this.#request();
    let answer: HttpAnswer;
    try {
      const url = new URL(tokenAddress);
      answer = await requestOnce({
        url,
        method: 'POST',
        headers,
        body,
        timeoutMs,
        ca,
        signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw new HttpSourceError(error.kind, `The token server ${tokenAddress} cannot be used: ${error.message}.`);
    }
    const { status } = answer;
    if (status === 429 || status >= 500)
      throw new HttpSourceError(
        status === 429 ? 'throttled' : 'source_fault',
        `The token server ${tokenAddress} answered ${status}.`,
        retryAfterMs(answer.headers['retry-after'], now()),
      );
    const token = status === 200 ? tokenOf(answer.body) : undefined;
    if (token === undefined)
      throw new HttpSourceError(
        'not_authorised',
        `The token server ${tokenAddress} gave no token (${status}); check the client, its secret and the scope.`,
      );
    const lifeMs = token.expiresInSeconds * 1000;
    const renewAt = askedAt + Math.min(lifeMs * LIFE_SHARE, Math.max(lifeMs - MARGIN_MS, lifeMs / 2));
    return { text: token.text, renewAt };
  }

  #request(): { readonly headers: Record<string, string>; readonly body: string } {
    const { clientId, clientSecretFile, clientIn, scope, audience, user, passwordFile } = this.#options;
    const secret = readSecret(clientSecretFile, 'client secret');
    const password = passwordFile === undefined ? {} : { password: readSecret(passwordFile, 'password') };
    const form = new URLSearchParams({
      grant_type: user === undefined ? 'client_credentials' : 'password',
      ...(user === undefined ? {} : { username: user, ...password }),
      ...(scope === undefined ? {} : { scope }),
      ...(audience === undefined ? {} : { audience }),
      ...(clientIn === 'body' ? { client_id: clientId, client_secret: secret } : {}),
    });
    const login = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64');
    return {
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(clientIn === 'header' ? { authorization: `Basic ${login}` } : {}),
      },
      body: form.toString(),
    };
  }
}

/** A server that does not say how long a token lives is asked again after a refusal only. */
function tokenOf(body: string): { readonly text: string; readonly expiresInSeconds: number } | undefined {
  let answer: { readonly access_token?: unknown; readonly expires_in?: unknown } | null;
  try {
    answer = JSON.parse(body) as typeof answer;
  } catch {
    return undefined;
  }
  const text = answer?.access_token;
  if (typeof text !== 'string' || text === '') return undefined;
  const seconds = Number(answer?.expires_in ?? Number.POSITIVE_INFINITY);
  return { text, expiresInSeconds: seconds > 0 ? seconds : Number.POSITIVE_INFINITY };
}
