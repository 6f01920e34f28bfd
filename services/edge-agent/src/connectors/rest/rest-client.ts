import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, HttpFailure, requestOnce } from '#platform/http/http-request.js';
import { retryAfterMs } from '#platform/http/retry-after.js';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import { HttpSourceError } from './http-source-error.js';
import type { RequestAuth } from './request-auth.js';

export interface RestClientOptions {
  readonly auth: RequestAuth;
  /** Headers of every request beside those of the authorisation. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestsPerSecond: number;
  /** Time limit of a request, from connecting to the end of the answer. */
  readonly timeoutMs: number;
  /** Maximum size of an answer. */
  readonly maxBytes: number;
  /** Certificates of authorities in addition to the usual ones. */
  readonly ca: string | undefined;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Pauses between attempts; default 1 s to 30 s, half of it random. */
  readonly pauses?: BackoffLimits;
}

/** An answer that is JSON. */
export interface JsonAnswer {
  readonly json: unknown;
  readonly headers: HttpAnswer['headers'];
}

const PAUSES: BackoffLimits = { firstMs: 1000, maxMs: 30_000, jitter: 'half' };
/** Attempts after the first one, within one reading of the source. */
const MAX_RETRIES = 4;
/** A longer pause ends the reading; the connector waits for it before the next one. */
const MAX_PAUSE_MS = 60_000;
const SHOWN_CHARS = 200;
const FOR_NOW: ReadonlySet<number> = new Set([408, 423, 425]);

/** Reads JSON from one source: no more requests than it allows, retried while it is not there for the moment. */
export class RestClient {
  readonly #options: RestClientOptions;
  #nextAt = 0;

  constructor(options: RestClientOptions) {
    this.#options = options;
  }

  /** @throws HttpSourceError; the signal's reason when it is aborted */
  async get(url: URL, signal: AbortSignal): Promise<JsonAnswer> {
    const backoff = new Backoff(this.#options.pauses ?? PAUSES);
    for (let isNewLogin = false; ; ) {
      try {
        return await this.#try(url, signal);
      } catch (error) {
        if (!(error instanceof HttpSourceError)) throw error;
        if (error.fault === 'not_authorised' && !isNewLogin && this.#options.auth.refused()) {
          isNewLogin = true;
          continue;
        }
        const pauseMs = Math.max(backoff.next(), error.retryAfterMs ?? 0);
        if (!error.isTemporary || backoff.failures > MAX_RETRIES || pauseMs > MAX_PAUSE_MS) throw error;
        await sleep(pauseMs, undefined, { signal });
      }
    }
  }

  async #try(url: URL, signal: AbortSignal): Promise<JsonAnswer> {
    const { auth, timeoutMs, maxBytes, ca } = this.#options;
    await this.#turn(signal);
    const headers = { accept: 'application/json', ...this.#options.headers, ...(await auth.headers(signal)) };
    const request = { url, method: 'GET', headers, body: undefined, timeoutMs, maxAnswerBytes: maxBytes, ca, signal };
    try {
      return this.#read(url, await requestOnce(request));
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw new HttpSourceError(error.kind, `${url.origin} cannot be read: ${error.message}.`);
    }
  }

  /** Waits until another request is allowed. */
  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + 1000 / this.#options.requestsPerSecond;
    if (at > now) await sleep(at - now, undefined, { signal });
  }

  #read(url: URL, answer: HttpAnswer): JsonAnswer {
    if (answer.status < 200 || answer.status > 299) throw this.#faultOf(url, answer);
    if (!answer.isWhole)
      throw new HttpSourceError(
        'too_large',
        `${url.origin} answered with more than ${this.#options.maxBytes} bytes; ask for smaller pages (paging.size), ` +
          'or raise maxBytes.',
      );
    try {
      return { json: JSON.parse(answer.body), headers: answer.headers };
    } catch {
      throw new HttpSourceError(
        'bad_answer',
        `${url.origin} answered with something that is not JSON; check the address ${url.pathname}.`,
      );
    }
  }

  #faultOf(url: URL, { status, headers, body }: HttpAnswer): HttpSourceError {
    const at = `${url.origin}${url.pathname}`;
    const wait = retryAfterMs(headers['retry-after'], this.#options.now());
    if (status >= 300 && status < 400)
      return new HttpSourceError(
        'redirected',
        `${at} redirects to ${shown(headers.location ?? 'nowhere')}; redirects are not followed, because a login must ` +
          'not go to another server. Set the final address.',
      );
    if (status === 401 || status === 403)
      return new HttpSourceError(
        'not_authorised',
        `${at} refuses the login (${status}); check the secret and its rights.`,
      );
    if (status === 429) return new HttpSourceError('throttled', `${at} allows no more requests now (429).`, wait);
    if (status >= 500 || FOR_NOW.has(status))
      return new HttpSourceError('source_fault', `${at} answered ${status}.`, wait);
    return new HttpSourceError('refused', `${at} answered ${status}: ${shown(body)}. Check the address.`);
  }
}

const shown = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_CHARS);
