import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIPv6 } from 'node:net';

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
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
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

/** Sends one request and reads its response. @throws HttpFailure */
export function requestOnce(given: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers, body, timeoutMs, maxAnswerBytes, address, ca } = given;
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const fail = (error: NodeJS.ErrnoException): void =>
    reject(new HttpFailure(error.code ?? error.message, 'unreachable'));
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const pinned = address === undefined ? {} : { lookup: pinnedLookup(address) };
  const request = send(url, {
    method,
    headers: {
      'user-agent': 'mnara',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    agent: false,
    ...pinned,
    ...(ca === undefined ? {} : { ca }),
  });
  const timer = setTimeout(() => {
    reject(new HttpFailure(`no complete response within ${timeoutMs / 1000} s`, 'timed_out'));
    request.destroy();
  }, timeoutMs);
  request.on('error', fail);
  request.on('response', (response) => {
    response.on('error', fail);
    readAnswer(response, maxAnswerBytes, (answer) => {
      resolve(answer);
      request.destroy();
    });
  });
  request.end(body);
  return promise.finally(() => clearTimeout(timer));
}

/** Calls `done` with the response at its end, or when it has `maxBytes`. */
function readAnswer(response: IncomingMessage, maxBytes: number, done: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (): void =>
    done({
      status: response.statusCode ?? 0,
      headers: singles(response.headers),
      body: Buffer.concat(chunks).toString('utf8'),
    });
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
    if (size >= maxBytes) end();
  });
  response.on('end', end);
}

const singles = (headers: IncomingHttpHeaders): Record<string, string | undefined> =>
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
