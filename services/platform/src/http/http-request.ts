import { isIPv6 } from 'node:net';
import type { Client, Dispatcher } from 'undici';

/** One request. Redirects are not followed, and no connection is kept open. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Time limit for the whole request, from connecting to the end of the response. */
  readonly timeoutMs: number;
  /** The rest of a longer response is not read; the status is enough. */
  readonly maxAnswerBytes: number;
  /** The address to connect to; undefined: the address that the name resolves to now. */
  readonly address?: string | undefined;
  /** Certificates of authorities in addition to the usual ones. */
  readonly ca?: string | undefined;
  /** Ends the request early; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** False: the response was longer than `maxAnswerBytes`, and `body` is only its beginning. */
  readonly isWhole: boolean;
}

/** No response arrived. */
export class HttpFailure extends Error {
  readonly code = 'http_failure';

  constructor(
    message: string,
    readonly kind: 'timed_out' | 'unreachable',
  ) {
    super(message);
  }
}

/** Sends one request over its own connection and reads its response. @throws HttpFailure */
export async function requestOnce(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers, body, timeoutMs, maxAnswerBytes } = request;
  const client = await connectionFor(request);
  const limit = AbortSignal.timeout(Math.ceil(timeoutMs));
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
  try {
    const response = await client.request({
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers: { 'user-agent': 'mnara', ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    const { body: text, isWhole } = await firstBytes(response.body, maxAnswerBytes);
    return { status: response.statusCode, headers: singles(response.headers), body: text, isWhole };
  } catch (error) {
    request.signal?.throwIfAborted();
    if (limit.aborted) throw new HttpFailure(`no complete response within ${timeoutMs / 1000} s`, 'timed_out');
    const { code, message } = error as NodeJS.ErrnoException;
    throw new HttpFailure(code ?? message, 'unreachable');
  } finally {
    await client.destroy();
  }
}

/** The signal of the request is the only time limit; the connection is not used again. */
async function connectionFor({ url, address, ca }: HttpRequest): Promise<Client> {
  // Loaded with the first request: loading takes 0.1 s and memory, which an installation without these channels saves.
  const { Client } = await import('undici');
  const pinned = address === undefined ? {} : { lookup: pinnedLookup(address) };
  const authority = ca === undefined ? {} : { ca };
  const connect = { timeout: 0, ...pinned, ...authority };
  return new Client(url.origin, { connect, allowH2: false, pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });
}

async function firstBytes(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<Pick<HttpAnswer, 'body' | 'isWhole'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).toString('utf8'), isWhole: size <= maxBytes };
}

const singles = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/** Returns the address that was checked, even if the name resolves to another one by now. */
function pinnedLookup(address: string) {
  const family = isIPv6(address) ? 6 : 4;
  return (
    _name: string,
    options: { readonly all?: boolean | undefined },
    answer: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
  ): void => {
    if (options.all === true) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
}
