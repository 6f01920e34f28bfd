import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** An upgrade request that is not answered within this time is closed, milliseconds. */
const UNANSWERED_MS = 10_000;

/**
 * Nest's adapter destroys every upgrade request whose path it does not know, which breaks the GraphQL subscriptions on
 * the same server. This adapter answers its own paths only and leaves the others to their owners. A request that is not
 * answered within 10 s is closed.
 */
export class PathWsAdapter extends WsAdapter {
  readonly #listeners = new Map<Server, OnUpgrade>();

  protected override ensureHttpServerExists(port: number, httpServer?: Server): Server | undefined {
    if (httpServer === undefined) return super.ensureHttpServerExists(port);
    if (this.httpServersRegistry.has(port)) return undefined;
    this.httpServersRegistry.set(port, httpServer);
    const onUpgrade: OnUpgrade = (request, socket, head) => this.#onUpgrade(port, request, socket, head);
    httpServer.on('upgrade', onUpgrade);
    this.#listeners.set(httpServer, onUpgrade);
    return httpServer;
  }

  #onUpgrade(port: number, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Only the path counts; the Host header is ignored.
    const path = (request.url ?? '/').split('?', 1)[0];
    const servers: readonly (WebSocketServer & { path: string })[] = this.wsServersRegistry.get(port) ?? [];
    const owner = servers.find((server) => server.path === path);
    if (owner === undefined) {
      endUnanswered(socket);
      return;
    }
    owner.handleUpgrade(request, socket, head, (client) => owner.emit('connection', client, request));
  }

  override async dispose(): Promise<void> {
    for (const [server, listener] of this.#listeners) server.off('upgrade', listener);
    this.#listeners.clear();
    await super.dispose();
  }
}

function endUnanswered(socket: Duplex): void {
  const timer = setTimeout(() => {
    const isAnswered = 'bytesWritten' in socket && Number(socket.bytesWritten) > 0;
    if (!isAnswered && !socket.destroyed) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  }, UNANSWERED_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
