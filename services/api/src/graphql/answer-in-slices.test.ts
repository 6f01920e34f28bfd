import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sendInPieces, stringifyInSlices } from './answer-in-slices.js';

test('writes what JSON.stringify writes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.array(fc.jsonValue()), async (one, list) => {
      const answer = {
        data: { one, list: list.length < 3 ? list : Array.from({ length: 60 }, () => list), no: undefined },
      };
      expect(await stringifyInSlices(answer)).toBe(JSON.stringify(answer));
    }),
    { numRuns: 200 },
  );
});

test('a long answer comes whole, in pieces that break no sign', async () => {
  const text = `${'a'.repeat(128 * 1024 - 1)}${'🚀é'.repeat(400_000)}`;
  const app = express().use(sendInPieces());
  app.get('/long', (_request, response) => void response.type('text/plain').send(text));
  app.get('/short', (_request, response) => void response.send('short'));
  const server = createServer(app).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${url}/long`);
    expect(answer.headers.get('content-length')).toBeNull();
    expect((await answer.text()) === text).toBe(true);
    expect((await fetch(`${url}/short`)).headers.get('content-length')).toBe('5');
  } finally {
    server.close();
  }
});
