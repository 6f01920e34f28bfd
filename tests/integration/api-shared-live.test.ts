import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { type LiveReader, type LiveSocket, openSocket } from '../_support/live-socket.js';
import { startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
const sockets: LiveSocket[] = [];
beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database);
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await api?.stop();
  await network?.stop();
});

const LIVE = `subscription($scope: ScopeInput) { live(scope: $scope) { __typename
  ... on LiveSnapshot { seq figures { waitingNow } centres { centreId waitingNow } }
  ... on LiveDelta { seq newFigures: figures { waitingNow } centres { centreId waitingNow } }
  ... on LiveHeartbeat { seq } } }`;

const publish = (centreId: string, waiting: number): Promise<void> => {
  const now = BigInt(Date.now());
  const queues = [{ serviceId: 'S1', waiting, longestSinceMs: now, issuedSumMs: now * BigInt(waiting), serving: 0 }];
  const status = create(CentreStatusSchema, {
    centreId,
    lastContactAtMs: now,
    lastEventAtMs: now,
    isOpen: true,
    queues,
  });
  return api.feed.publish([{ key: centreId, value: toBinary(CentreStatusSchema, status) }]);
};

async function open(scope: Parameters<TestApi['token']>[0] = { kind: 'network' }): Promise<LiveSocket> {
  const socket = await openSocket(api.url, { token: await api.token(scope) });
  sockets.push(socket);
  return socket;
}

/**
 * The figures as a screen has them, message by message, until the network's sum is `waiting`; fails when a seq is
 * missing.
 */
async function until(reader: LiveReader, waiting: number, before?: Json): Promise<Json> {
  let state = before;
  while (state?.waitingNow !== waiting) {
    const message = await reader.next();
    if (message.__typename === 'LiveSnapshot')
      state = { seq: message.seq, waitingNow: message.figures.waitingNow, isFresh: true };
    else {
      expect(message.seq).toBe(state.seq + 1);
      state = { seq: message.seq, waitingNow: message.newFigures?.waitingNow ?? state.waitingNow, isFresh: false };
    }
  }
  return state;
}

const quiet = async (): Promise<void> => {
  for (const socket of sockets.splice(0)) {
    socket.close();
    await socket.closed;
  }
  await vi.waitFor(() => expect(api.executions()).toBe(0), { timeout: 100_000 });
};

test('one execution serves all subscribers with the same operation and rights, and ends with the last of them', async () => {
  await publish('C1', 1);
  const [first, second] = [await open(), await open()];
  const readers = [first.subscribe(LIVE), second.subscribe(LIVE), second.subscribe(LIVE)];
  const states = await Promise.all(readers.map((reader) => until(reader, 1)));
  expect(api.executions()).toBe(1);
  await publish('C2', 4);
  const after = await Promise.all(readers.map((reader, index) => until(reader, 5, states[index])));
  expect(after.map(({ seq }) => seq)).toEqual([after[0].seq, after[0].seq, after[0].seq]);
  first.close();
  await first.closed;
  await publish('C2', 6);
  await Promise.all(readers.slice(1).map((reader, index) => until(reader, 7, after[index + 1])));
  expect(api.executions()).toBe(1);
  await quiet();
});

test('a late subscriber starts with its own snapshot, and the messages of the others continue from it', async () => {
  await publish('C1', 0);
  await publish('C2', 0);
  const early = (await open()).subscribe(LIVE);
  let state = await until(early, 0);
  for (let waiting = 1; waiting <= 5; waiting += 1) {
    await publish('C1', waiting);
    state = await until(early, waiting, state);
  }
  const late = (await open()).subscribe(LIVE);
  const begun = await until(late, 5);
  expect(begun).toEqual({ seq: state.seq, waitingNow: 5, isFresh: true });
  await publish('C1', 9);
  expect(await until(late, 9, begun)).toEqual(await until(early, 9, state));
  expect(api.executions()).toBe(1);
  await quiet();
});

test('a figure that changed between two deltas and back reaches a subscriber who joined between them', async () => {
  await publish('C1', 2);
  const early = (await open()).subscribe(LIVE);
  const state = await until(early, 2);
  await publish('C1', 3);
  const late = (await open()).subscribe(LIVE);
  const begun = await until(late, 3);
  await publish('C1', 2);
  await Promise.all([until(late, 2, begun), publish('C2', 0).then(() => until(early, 2, state))]);
  await quiet();
});

test('other rights, another place or another text cause another execution', async () => {
  await publish('C1', 1);
  await publish('C3', 2);
  const [all, south] = [await open(), await open({ kind: 'region', regionId: 'R2' })];
  const waiting = async (reader: LiveReader): Promise<number> => (await reader.next()).figures.waitingNow;
  expect(await waiting(all.subscribe(LIVE))).toBe(3);
  expect(await waiting(south.subscribe(LIVE))).toBe(2);
  expect(await waiting(all.subscribe(LIVE, { scope: { regionId: 'R1' } }))).toBe(1);
  expect(await waiting(all.subscribe(`${LIVE} `))).toBe(3);
  expect(api.executions()).toBe(4);
  await expect(south.subscribe(LIVE, { scope: { regionId: 'R1' } }).next()).rejects.toThrow('that you may see');
  await quiet();
});
