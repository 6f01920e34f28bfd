import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { ROOT } from '../_support/mnara.js';
import type { Arrivals, ScreensOrder } from './screens.js';

/* Screens, all in this process: each reads whole messages and looks for the probed centre in them. Ends with the parent process. */
const SOURCE = 'dashboard/src/live/live-operations.ts';
/** The same limit as the wall uses. */
const VARIABLES = { centresAtMost: 400 };

process.once('message', (message) => void work(message as ScreensOrder));
process.once('disconnect', () => process.exit(0));

/** The dashboard's own operation, with its fragments, as the wall sends it. */
function wallOperation(): string {
  const parts = [...readFileSync(join(ROOT, SOURCE), 'utf8').matchAll(/graphql\(`([^`]*)`\)/g)].map(([, text]) => text);
  const wanted = parts.filter((text) =>
    /subscription NetworkLive|fragment (FiguresParts|StatusParts|RegionParts)/.test(text ?? ''),
  );
  if (wanted.length !== 4) throw new Error(`${SOURCE} no longer has the wall's operation; adapt this benchmark.`);
  return wanted.join('\n');
}

let [messages, bytes] = [0, 0];
let sightings: Arrivals['sightings'][number][] = [];
let ages: number[] = [];

async function work({ url, token, screens, probeCentreId }: ScreensOrder): Promise<void> {
  const query = wallOperation();
  const sockets: WebSocket[] = [];
  for (let n = 0; n < screens; n += 1) sockets.push(open(url, token, query, n, probeCentreId));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('live', resolve))));
  process.on('message', (order) => {
    if (order === 'stop') {
      for (const socket of sockets) socket.close();
      process.disconnect?.();
    } else {
      process.send?.({ messages, bytes, sightings, ages } satisfies Arrivals);
      [messages, bytes, sightings, ages] = [0, 0, [], []];
    }
  });
  process.send?.('open');
}

function open(url: string, token: string, query: string, screen: number, probeCentreId: string): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  socket.on('message', (data: Buffer) => {
    const at = performance.timeOrigin + performance.now();
    const head = data.toString('latin1', 0, 200);
    if (head.includes('"connection_ack"'))
      socket.send(
        JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: { query, variables: VARIABLES } }),
      );
    else if (head.includes('"next"')) {
      const newest = Number(/"LiveDelta".*?"watermark":(\d+)/.exec(head)?.[1]);
      if (newest > 0) ages.push(at - newest);
      const value = probeIn(data, probeCentreId);
      messages += 1;
      bytes += data.byteLength;
      if (value !== undefined)
        sightings.push({ screen, value, madeAt: Number(/"serverTime":(\d+)/.exec(head)?.[1]), at });
      socket.emit('live');
    } else if (head.includes('"ping"')) socket.send('{"type":"pong"}');
    else throw new Error(`A screen received an unexpected message: ${data.toString().slice(0, 500)}`);
  });
  socket.on('close', (code, reason) => {
    if (code !== 1005) throw new Error(`The server closed a screen's connection: ${code} ${String(reason)}`);
  });
  return socket;
}

/** The number of people waiting in the probed centre, if the message has it. */
function probeIn(data: Buffer, centreId: string): number | undefined {
  const at = data.indexOf(`"centreId":"${centreId}"`);
  if (at < 0) return undefined;
  return Number(/"waitingNow":(\d+)/.exec(data.toString('latin1', at, at + 1_000))?.[1]);
}
