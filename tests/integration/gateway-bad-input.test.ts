import { setTimeout as sleep } from 'node:timers/promises';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { type GatewayHost, startGateway } from '../_support/gateway-host.js';
import { startSmallNetwork } from '../_support/small-network.js';

type Init = MessageInitShape<typeof EventSchema>;
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let host: GatewayHost;
let key: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network?.stop());
beforeEach(async () => {
  await network.clear();
  host = await startGateway(network.database);
  ({ key } = await createAgent(new PostgresAgentRegistry(network.database), 'A1', 'C1', Date.now()));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.stop();
});

const event = (seq: number, init: Init = {}): Uint8Array =>
  toBinary(
    EventSchema,
    create(EventSchema, {
      eventId: `0198${String(seq).padStart(28, '0')}`,
      centreId: 'C1',
      agentId: 'A1',
      seq: BigInt(seq),
      occurredAtMs: BigInt(Date.now()),
      visitId: `V${seq}`,
      fact: { case: 'ticketIssued', value: {} },
      ...(init as object),
    }),
  );
const batch = (...events: Uint8Array[]): Uint8Array =>
  toBinary(AgentFrameSchema, create(AgentFrameSchema, { frame: { case: 'events', value: { events } } }));
const hello = (agentId = 'A1', centreId = 'C1'): Uint8Array =>
  toBinary(
    AgentFrameSchema,
    create(AgentFrameSchema, {
      frame: { case: 'hello', value: { agentId, centreId, outboxId: 'outbox-1', schemaVersion: 1 } },
    }),
  );

/** A link whose frames the test writes itself; `next` returns the gateway's next answer as text. */
async function link(authorization = `Bearer ${key}`) {
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/agent/v1/link`, { headers: { authorization } });
  sockets.push(socket);
  const answers: string[] = [];
  const waiting: ((answer: string) => void)[] = [];
  const say = (answer: string): void => {
    const first = waiting.shift();
    if (first === undefined) answers.push(answer);
    else first(answer);
  };
  socket.on('message', (data: Buffer) => {
    const { frame } = fromBinary(GatewayFrameSchema, data);
    if (frame.case === 'fault')
      say(
        `fault ${frame.value.code} ${frame.value.seq}${frame.value.closing ? ' closing' : ''}: ${frame.value.message}`,
      );
    else if (frame.case === 'clockAnswer') say('clock');
    else if (frame.case === 'welcome' || frame.case === 'ack') say(`${frame.case} ${frame.value.ackedSeq}`);
    else say(String(frame.case));
  });
  socket.on('close', (code) => say(`closed ${code}`));
  socket.on('error', () => undefined);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
  });
  const next = (): Promise<string> => {
    const known = answers.shift();
    return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
  };
  return { send: (frame: Uint8Array | string) => socket.send(frame), next };
}

describe('invalid input at the gateway', () => {
  test('a missing, unknown or malformed key is rejected before the upgrade', async () => {
    for (const header of ['', 'Bearer x', `Bearer Nobody.${'A'.repeat(43)}`, `Basic ${key}`]) {
      await expect(link(header)).rejects.toThrow(/^401 /);
    }
    expect(await host.faults('http_401')).toBe(4);
  });

  test('a truncated frame gets a fault and is counted; the link stays open, and the agent sends again', async () => {
    const { send, next } = await link();
    send(hello());
    expect(await next()).toBe('welcome 0');
    send(batch(event(1)));
    expect(await next()).toBe('ack 1');
    send(batch(event(2)).subarray(0, 20));
    expect(await next()).toMatch(/^fault bad_frame 0: The frame cannot be decoded .* truncated/);
    send(batch(event(3)));
    expect(await next()).toMatch(/^fault out_of_order 0: .*send again from seq 2/);
    send(batch(event(2), event(3)));
    expect(await next()).toBe('ack 3');
    expect(host.gaps()).toEqual([]);
    expect(await host.faults('bad_frame')).toBe(1);
  });

  test('text, an unknown frame and events before Hello get a fault', async () => {
    const { send, next } = await link();
    send('{"hello":"world"}');
    expect(await next()).toMatch(/^fault bad_frame 0: The frame is text/);
    send(new Uint8Array([0xfa, 0x01, 0x01, 0x00]));
    expect(await next()).toMatch(/^fault bad_frame 0: The frame has no content/);
    send(batch(event(1)));
    expect(await next()).toMatch(/^fault no_hello 0/);
    expect(host.applied).toEqual([]);
  });

  test('too many invalid frames close the link', async () => {
    const { send, next } = await link();
    for (let n = 0; n < 20; n += 1) {
      send('nonsense');
      expect(await next()).toMatch(/^fault bad_frame/);
    }
    send('nonsense');
    expect(await next()).toMatch(/^fault abuse 0 closing/);
    expect(await next()).toBe('closed 1008');
  });

  test('an invalid event gets a fault with its seq, and all events are appended to the log in order', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    send(
      batch(
        event(1),
        event(2, { occurredAtMs: BigInt(Date.UTC(2099, 0, 1)) }),
        event(3, { centreId: 'C2' }),
        new Uint8Array([0x0a, 0xff, 0x01]),
        event(5, { fact: { case: 'ratingGiven', value: { value: 9 } } }),
        event(6, { fact: { case: undefined } as never }),
        event(7),
      ),
    );
    const answers = [];
    for (let n = 0; n < 6; n += 1) answers.push((await next()).split(':')[0]);
    expect(answers).toEqual([
      'fault future_time 2',
      'fault wrong_centre 3',
      'fault bad_frame 4',
      'fault invalid_event 5',
      'fault unknown_kind 6',
      'ack 7',
    ]);
    expect(host.applied.map((record) => record.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(host.gaps()).toEqual([]);
  });

  test('an event with a field of the wrong type gets a fault and causes no crash', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    // Field 2 (centre_id) as a number, field 4 (seq) as a text.
    send(batch(event(1), new Uint8Array([0x10, 0x05, 0x22, 0x01, 0x41])));
    expect([(await next()).split(':')[0], await next()]).toEqual(['fault bad_frame 2', 'ack 2']);
  });

  test('a batch whose events are out of order is rejected completely', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    send(batch(event(2), event(1)));
    expect(await next()).toMatch(/^fault wrong_seq 0/);
    expect(host.applied).toEqual([]);
  });

  test('a frame of 5 MB closes the link and is counted, and other agents continue', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    send(new Uint8Array(5 * 1024 * 1024));
    expect(await next()).toBe('closed 1009');
    expect(await host.faults('too_large')).toBe(1);
    const other = await link();
    other.send(hello());
    expect(await other.next()).toBe('welcome 0');
  });

  test('a comment above its limit gets a fault', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    send(batch(event(1, { fact: { case: 'ratingGiven', value: { value: 5, comment: 'x'.repeat(100_000) } } })));
    expect((await next()).split(':')[0]).toBe('fault too_large 1');
    expect(await next()).toBe('ack 1');
  });

  test('the link of an agent with another id than its key is closed', async () => {
    const { send, next } = await link();
    send(hello('A2'));
    expect(await next()).toMatch(/^fault wrong_agent 0 closing: .*fix agentId/);
    expect(await next()).toBe('closed 1008');
  });

  test('a second link of the same agent replaces the first', async () => {
    const first = await link();
    first.send(hello());
    await first.next();
    const second = await link();
    second.send(hello());
    expect(await second.next()).toBe('welcome 0');
    expect(await first.next()).toMatch(/^fault replaced 0 closing/);
  });

  test('events that arrive while the log is slow are acknowledged in order, after they are stored', async () => {
    const { send, next } = await link();
    send(hello());
    await next();
    let release: () => void = () => {};
    host.setFault(() => new Promise((resolve) => (release = resolve)));
    send(batch(event(1)));
    await sleep(100);
    send(batch(event(2)));
    await sleep(100);
    expect(host.applied).toEqual([]);
    host.setFault(undefined);
    release();
    expect([await next(), await next()]).toEqual(['ack 1', 'ack 2']);
  });

  test('HTTPS rejects a missing key, and a frame that is too large, truncated or of another centre', async () => {
    const post = (body: Uint8Array, authorization = `Bearer ${key}`): Promise<Response> =>
      fetch(`${host.url}/agent/v1/batch`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-protobuf' },
        body: Uint8Array.from(body),
      });
    expect((await post(batch(event(1)), '')).status).toBe(401);
    expect((await post(new Uint8Array(2 * 1024 * 1024))).status).toBe(413);
    expect((await post(batch(event(1)).subarray(0, 20))).status).toBe(400);
    expect((await post(hello('A1', 'C2'))).status).toBe(400);
    expect(await host.faults('wrong_centre')).toBe(1);
    expect(host.applied).toEqual([]);
  });
});
