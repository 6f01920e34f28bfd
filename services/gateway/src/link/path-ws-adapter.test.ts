import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { PathWsAdapter } from './path-ws-adapter.js';

@WebSocketGateway({ path: '/own' })
class OwnGateway {
  handleConnection(socket: WebSocket): void {
    socket.send('own');
  }
}

@Module({ providers: [OwnGateway] })
class OwnModule {}

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());

/** A Nest application with its own gateway, and a WebSocket of another owner at /foreign on the same server. */
async function start(adapterOf: (app: object) => WsAdapter): Promise<string> {
  const app = await NestFactory.create(OwnModule, { logger: false });
  app.useWebSocketAdapter(adapterOf(app));
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const foreign = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/foreign') return;
    // The owner may need a moment, for example to look up a session.
    setTimeout(() => {
      if (!socket.destroyed) foreign.handleUpgrade(request, socket, head, (client) => client.send('foreign'));
    }, 20);
  });
  stop = () => app.close();
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const firstWord = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.on('message', (data) => {
      socket.terminate();
      resolve(String(data));
    });
    socket.on('error', (error) => resolve(`error: ${error.message}`));
  });

describe('PathWsAdapter', () => {
  test('answers its own path and leaves another path to its owner', async () => {
    const url = await start((app) => new PathWsAdapter(app));
    expect(await firstWord(`${url}/own?x=1`)).toBe('own');
    expect(await firstWord(`${url}/foreign`)).toBe('foreign');
  });

  test("control: Nest's own adapter destroys the connection of the other owner", async () => {
    const url = await start((app) => new WsAdapter(app));
    expect(await firstWord(`${url}/own`)).toBe('own');
    expect(await firstWord(`${url}/foreign`)).toMatch(/^error/);
  });

  test('removes its listener from the server when it is disposed', async () => {
    const server = createServer();
    const adapter = new PathWsAdapter(server);
    adapter.create(0, { path: '/own' });
    expect(server.listenerCount('upgrade')).toBe(1);
    await adapter.dispose();
    expect(server.listenerCount('upgrade')).toBe(0);
  });
});
