import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { TestApi } from '../_support/api-server.js';

/**
 * Unmodified graphql-ws over the same schema and hub: the baseline, which executes for each subscriber. @returns its
 * address
 */
export async function startDefaultServer(api: TestApi): Promise<string> {
  const http = createServer();
  const viewer = { name: 'load', scope: { kind: 'network' }, seesStaff: true, expiresAt: Number.MAX_SAFE_INTEGER };
  useServer(
    { schema: api.schema(), context: () => ({ viewer }) },
    new WebSocketServer({ server: http, path: '/graphql' }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}
