import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runningServer } from '#local/data-folder.js';
import type { Undeclared } from '#store/network/declared-names.js';
import type { KeptData } from '#store/retention/kept-data.js';
import { CommandError } from './output.js';

/** Options with which a command finds its server. */
export interface ServerOptions {
  readonly data?: string;
  readonly url?: string;
  readonly tokenFile?: string;
}

/** A connection to a server with an access token. */
export interface ServerClient {
  readonly url: string;
  /** @throws CommandError 3 when it cannot be reached, 2 when it refuses the request */
  graphql<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  admin<Answer>(path: string, body: unknown): Promise<Answer>;
  /** The bytes of a file of the server. @throws CommandError 3 */
  file(path: string): Promise<Buffer>;
}

/** The data folder of an option, of MNARA_DATA, or .mnara where the command runs. */
export const dataFolder = (data: string | undefined, environment: string | undefined): string =>
  resolve(data ?? environment ?? '.mnara');

function addressOf(options: ServerOptions, folder: string): { url: string; token: string } {
  if (options.url !== undefined) {
    if (options.tokenFile === undefined)
      throw new CommandError(2, '--url needs --token-file FILE with the token to sign in with.');
    try {
      return { url: options.url.replace(/\/$/, ''), token: readFileSync(options.tokenFile, 'utf8').trim() };
    } catch (cause) {
      throw new CommandError(2, `The token file ${options.tokenFile} cannot be read; check the path.`, { cause });
    }
  }
  const server = runningServer(folder);
  if (server === undefined)
    throw new CommandError(3, `No Mnara runs on ${folder}. Start it with: mnara serve --data ${folder}`);
  return server;
}

/** Finds the server of the options. @throws CommandError */
export function connect(options: ServerOptions, folder: string): ServerClient {
  const { url, token } = addressOf(options, folder);
  const post = async (path: string, body: unknown): Promise<Response> => {
    try {
      return await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: url },
        body: JSON.stringify(body),
      });
    } catch (cause) {
      throw new CommandError(3, `Mnara at ${url} does not answer; check whether it runs (mnara doctor).`, { cause });
    }
  };
  return {
    url,
    graphql: async <Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
      const response = await post('/graphql', { query, variables });
      const text = await response.text();
      const answer = parse<{ data?: Data; errors?: { message: string }[] }>(text);
      if (answer?.errors !== undefined && answer.errors.length > 0)
        throw new CommandError(2, answer.errors.map(({ message }) => message).join('\n'));
      if (!response.ok || answer?.data === undefined)
        throw new CommandError(3, `Mnara at ${url} answered ${response.status}: ${text.slice(0, 300)}`);
      return answer.data;
    },
    admin: async <Answer>(path: string, body: unknown): Promise<Answer> => {
      const response = await post(`/admin/${path}`, body);
      const text = await response.text();
      const answer = parse<Answer & { faults?: string[]; message?: string }>(text);
      if (response.status === 422) throw new CommandError(2, answer?.faults?.join('\n') ?? text);
      if (!response.ok || answer === undefined)
        throw new CommandError(
          3,
          answer?.message ?? `Mnara at ${url} answered ${response.status}: ${text.slice(0, 300)}`,
        );
      return answer;
    },
    file: (path) => readFile(url, path, token),
  };
}

async function readFile(url: string, path: string, token: string): Promise<Buffer> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
    (cause: unknown) => {
      throw new CommandError(3, `Mnara at ${url} does not answer; check whether it runs (mnara doctor).`, { cause });
    },
  );
  if (response.ok) return Buffer.from(await response.arrayBuffer());
  throw new CommandError(3, `Mnara at ${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
}

/** Services and desks that events named and the network's description does not have. */
export const undeclaredIn = (server: ServerClient): Promise<Undeclared> =>
  server.admin<Undeclared>('network/undeclared', {});

/** What the server's database keeps, and how large it is. */
export const storageOf = (server: ServerClient): Promise<readonly KeptData[]> =>
  server.admin<readonly KeptData[]>('storage', {});

function parse<Value>(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
