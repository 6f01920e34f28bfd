import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, GraphQLSchema, ValidationRule } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type ServerOptions } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { bearerToken, isAllowedOrigin, tokenOf } from '#administration/access/credentials.js';
import type { Viewer } from '#domain/access/viewer.js';
import { likeTimer, repeatEvery } from '#platform/timing/repeat.js';
import { presentError } from '../graphql/present-error.js';
import { CheckedOperations, fault } from './checked-operations.js';
import { Seat } from './seat.js';
import { type OperationKey, SharedOperations } from './shared-operations.js';

const PATH = '/graphql';
const MAX_PAYLOAD = 64 * 1024;
const PING_MS = 12_000;
const INIT_MS = 5_000;
const MAX_OPERATIONS = 8;

/** What the socket server needs. */
export interface LiveSocketOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
  readonly verify: (token: string) => Promise<Viewer | undefined>;
  /** Whether a viewer's token has been ended since; called repeatedly. */
  readonly isEnded: (viewer: Viewer) => Promise<boolean>;
  readonly now: () => number;
  readonly log: (error: unknown) => void;
}

interface Extra {
  readonly request: IncomingMessage;
  readonly client: WebSocket;
  readonly stream: Duplex;
  viewer?: Viewer;
  timer?: ReturnType<typeof setTimeout>;
}

type Context = Parameters<NonNullable<ServerOptions<Record<string, unknown>, Extra>['onConnect']>>[0];

/** The arguments of an operation with its seat, as they pass through the protocol's server. */
interface SeatedArgs extends ExecutionArgs {
  readonly key: OperationKey;
  readonly seat: Seat;
}

/**
 * Serves subscriptions on /graphql of an HTTP server and ignores every other path. Each operation runs once for all
 * viewers with the same rights. It accepts only pages of allowed origins, only signed-in viewers, only subscriptions,
 * with the same limits as over HTTP; a connection ends with its token.
 * @returns a function that closes the socket server
 */
export function attachLiveSocket(httpServer: Server, options: LiveSocketOptions): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    handleProtocols: (protocols) =>
      protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  });
  const checked = new CheckedOperations(options.schema, options.rules);
  const shared = new SharedOperations(options.now, options.log);
  const server = makeServer<Record<string, unknown>, Extra>({
    schema: options.schema,
    subscribe: (args) => {
      const { key, seat, ...operation } = args as SeatedArgs;
      return shared.join(key, operation, seat);
    },
    connectionInitWaitTimeout: INIT_MS,
    onConnect: (context) => connect(context, options),
    onSubscribe: (context, id, payload) => admit(context, id, payload, checked, options),
    onNext: (_context, _id, _payload, _args, { errors, data }) => {
      if (errors === undefined) return;
      return { data: data ?? null, errors: errors.map((error) => presentError(error.toJSON(), error, options.log)) };
    },
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => presentError('toJSON' in error ? error.toJSON() : error, error, options.log)),
  });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if ((request.url ?? '/').split('?', 1)[0] !== PATH) return;
    const refusal = refusalOf(request, sockets.clients.size, options);
    if (refusal === undefined)
      sockets.handleUpgrade(request, socket, head, (client) =>
        serve(server, { request, client, stream: socket }, options),
      );
    else socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  httpServer.on('upgrade', onUpgrade);
  return () => {
    httpServer.off('upgrade', onUpgrade);
    for (const client of sockets.clients) client.close(1001, 'The server is shutting down');
    return new Promise((resolve) => sockets.close(() => resolve()));
  };
}

function refusalOf(request: IncomingMessage, connections: number, options: LiveSocketOptions): string | undefined {
  if (!isAllowedOrigin(request.headers, options.allowedOrigins)) return '403 Forbidden';
  return connections >= options.maxConnections ? '503 Service Unavailable' : undefined;
}

/**
 * Signs in with connection parameters, otherwise with the request's header or cookie, and closes the connection when
 * the token expires.
 */
async function connect(context: Context, options: LiveSocketOptions): Promise<boolean> {
  const { extra, connectionParams } = context;
  const token =
    bearerToken(connectionParams?.authorization ?? connectionParams?.Authorization) ?? tokenOf(extra.request.headers);
  const viewer = token === undefined ? undefined : await options.verify(token);
  if (viewer === undefined) return false;
  extra.viewer = viewer;
  return true;
}

type Payload = Parameters<NonNullable<ServerOptions['onSubscribe']>>[2];

function admit(
  { extra, subscriptions }: Context,
  id: string,
  { query, operationName, variables }: Payload,
  checked: CheckedOperations,
  options: LiveSocketOptions,
) {
  const { viewer, client, stream } = extra;
  if (viewer === undefined || viewer.expiresAt <= options.now())
    return fault('The session has ended; connect again with a new token.', 'UNAUTHENTICATED');
  if (Object.keys(subscriptions).length > MAX_OPERATIONS)
    return fault(`One connection can have at most ${MAX_OPERATIONS} subscriptions; end one first.`, 'TOO_MUCH');
  const document = checked.check(query, operationName);
  if (!('kind' in document)) return document;
  const operation: SeatedArgs = {
    schema: options.schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables ?? null,
    contextValue: { viewer },
    key: { viewer, query, operationName, variables },
    seat: new Seat(client, stream, id),
  };
  return operation;
}

function serve(
  server: ReturnType<typeof makeServer<Record<string, unknown>, Extra>>,
  extra: Extra,
  { log, isEnded }: Pick<LiveSocketOptions, 'log' | 'isEnded'>,
): void {
  const { client } = extra;
  let isAlive = true;
  const look = (): Promise<void> => {
    if (!isAlive) client.terminate();
    isAlive = false;
    if (client.readyState === client.OPEN) client.ping();
    return endWhereEnded(client, extra, isEnded);
  };
  const pinging = repeatEvery(likeTimer(PING_MS), look, log);
  client.on('pong', () => {
    isAlive = true;
  });
  client.on('error', () => {});
  const closed = server.opened(
    {
      protocol: client.protocol,
      send: (data) =>
        new Promise((resolve, reject) => client.send(data, (error) => (error ? reject(error) : resolve()))),
      close: (code, reason) => client.close(code, reason),
      onMessage: (handle) =>
        client.on('message', async (data: RawData) => {
          isAlive = true;
          try {
            await handle(String(data));
            endWithToken(client, extra);
          } catch (error) {
            log(error);
            client.close(CloseCode.InternalServerError, 'The server could not answer');
          }
        }),
    },
    extra,
  );
  client.once('close', (code, reason) => {
    void pinging.stop();
    clearTimeout(extra.timer);
    void closed(code, String(reason));
  });
}

async function endWhereEnded(
  client: WebSocket,
  { viewer }: Extra,
  isEnded: LiveSocketOptions['isEnded'],
): Promise<void> {
  if (viewer !== undefined && (await isEnded(viewer))) client.close(CloseCode.Forbidden, 'The session was ended');
}

function endWithToken(client: WebSocket, extra: Extra): void {
  if (extra.viewer === undefined || extra.timer !== undefined) return;
  const left = Math.min(extra.viewer.expiresAt - Date.now(), 2 ** 31 - 1);
  extra.timer = setTimeout(() => client.close(CloseCode.Forbidden, 'The session has ended'), Math.max(0, left));
}
