import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { openSocket } from '../_support/live-socket.js';
import { startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const LIVE = `subscription($scope: ScopeInput) { live(scope: $scope) { __typename
  ... on LiveSnapshot { seq serverTime watermark buildId figures { waitingNow centresTotal agentsSilent longestWaitCentreId } centres { centreId waitingNow isSilent severity troubles { kind severity subjectId } queues { serviceId waiting } desks { deskId isOpen } lastHour { served waitMean { value n d } } } }
  ... on LiveDelta { seq serverTime watermark newFigures: figures { waitingNow centresTotal agentsSilent longestWaitCentreId } centres { centreId waitingNow isSilent severity troubles { kind severity subjectId } queues { serviceId waiting } } }
  ... on LiveHeartbeat { seq serverTime watermark buildId } } }`;

const status = (centreId: string, waiting: number, now = Date.now(), heartbeatSeconds = 30) => ({
  key: centreId,
  value: toBinary(
    CentreStatusSchema,
    create(CentreStatusSchema, {
      centreId,
      lastContactAtMs: BigInt(now),
      lastEventAtMs: BigInt(now),
      heartbeatSeconds,
      isOpen: true,
      queues: [
        {
          serviceId: 'S1',
          waiting,
          longestSinceMs: BigInt(waiting > 0 ? now - 60_000 : 0),
          issuedSumMs: BigInt(waiting * (now - 60_000)),
          serving: 0,
        },
      ],
      desks: [{ deskId: 'D1', isOpen: true, loggedIn: true, state: 1, sinceMs: BigInt(now) }],
    }),
  ),
});

test('a subscriber gets a snapshot, coalesced deltas with a growing seq, and a heartbeat', async () => {
  const socket = await openSocket(api.url, { token: await api.token({ kind: 'network' }) });
  const live = socket.subscribe(LIVE);
  const snapshot = await live.next();
  expect(snapshot).toMatchObject({
    __typename: 'LiveSnapshot',
    seq: 1,
    buildId: 'test',
    figures: { waitingNow: 0, centresTotal: 3 },
  });
  expect(
    snapshot.centres.map((centre: { centreId: string; severity: string }) => [centre.centreId, centre.severity]),
  ).toEqual([
    ['C1', 'unknown'],
    ['C2', 'unknown'],
    ['C3', 'unknown'],
  ]);
  const publishedAt = Date.now();
  // All at the same moment, so that a slow machine sends as many as a fast one.
  await Promise.all(Array.from({ length: 20 }, (_, index) => api.feed.publish([status('C1', index + 1)])));
  // Other centres than C1 are included when a regular check happens in between, and a heartbeat when that takes long.
  let seq = 1;
  let delta: Json;
  const first = (): Json => delta?.centres?.find(({ centreId }: Json) => centreId === 'C1');
  for (let deltas = 0; first()?.waitingNow !== 20; ) {
    delta = await live.next();
    seq += 1;
    if (delta.__typename === 'LiveDelta') deltas += 1;
    expect(delta.seq).toBe(seq);
    expect(deltas).toBeLessThan(20);
  }
  expect(delta).toMatchObject({
    __typename: 'LiveDelta',
    newFigures: { waitingNow: 20, longestWaitCentreId: 'C1' },
  });
  expect(first()).toMatchObject({ severity: 'normal', queues: [{ serviceId: 'S1', waiting: 20 }] });
  let message = await live.next();
  while (message.__typename !== 'LiveHeartbeat') message = await live.next();
  expect(message.watermark).toBeGreaterThan(publishedAt - 60_000);
  socket.close();
});

test('a centre that becomes silent causes a delta', async () => {
  const socket = await openSocket(api.url, { token: await api.token({ kind: 'network' }) });
  const live = socket.subscribe(LIVE);
  await live.next();
  await api.feed.publish([status('C3', 1, Date.now(), 1)]);
  let message = await live.next();
  while (
    !message.centres?.some(
      (centre: { centreId: string; isSilent: boolean }) => centre.centreId === 'C3' && centre.isSilent,
    )
  )
    message = await live.next();
  const silent = message.centres.find((centre: { centreId: string }) => centre.centreId === 'C3');
  expect(silent).toMatchObject({ severity: 'unknown', troubles: [{ kind: 'agent_silent', severity: 'unknown' }] });
  socket.close();
});

test("a region's viewer receives only that region, and may not request another", async () => {
  const token = await api.token({ kind: 'region', regionId: 'R2' });
  const socket = await openSocket(api.url, { token });
  const live = socket.subscribe(LIVE);
  const snapshot = await live.next();
  expect(snapshot.centres.map((centre: { centreId: string }) => centre.centreId)).toEqual(['C3']);
  expect(snapshot.figures.centresTotal).toBe(1);
  await api.feed.publish([status('C1', 5), status('C3', 7)]);
  let message = await live.next();
  while (message.__typename !== 'LiveDelta' || message.centres[0]?.waitingNow !== 7) message = await live.next();
  expect(message).toMatchObject({ newFigures: { waitingNow: 7 } });
  expect(message.centres.map((centre: { centreId: string }) => centre.centreId)).toEqual(['C3']);
  await expect(socket.subscribe(LIVE, { scope: { regionId: 'R1' } }).next()).rejects.toThrow(
    'There is no region "R1" that you may see',
  );
  await expect(socket.subscribe(LIVE, { scope: { centreId: 'C1' } }).next()).rejects.toThrow(
    'There is no centre "C1" that you may see',
  );
  socket.close();
});

test('the live figures include those of the database', async () => {
  const { database } = network;
  await database.query(
    `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, called_at, left_queue_at, started_at,
      ended_at, closed_at, outcome, wait_ms, service_ms, rating, target_seconds, facts)
     SELECT c.centre_key, 'v' || n, 1, s.service_key, now() - interval '10 min', now() - interval '9 min',
       now() - interval '9 min', now() - interval '9 min', now() - interval '5 min', now() - interval '5 min', 'served',
       60000 * n, 240000, 4 + n % 2, 120, '[]'
     FROM mnara.centre c, mnara.service s, generate_series(1, 3) n WHERE c.centre_id = 'C2' AND s.service_id = 'S1'`,
  );
  const fresh = await startApi(database);
  const token = await fresh.token({ kind: 'network' });
  const { data, errors } = await fresh.ask(
    token,
    '{ scopeFigures { windows { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } } } statuses(scope: {centreId: "C2"}) { centreId lastHour { served } } trend(scope: {centreId: "C2"}) { at issued served waitMean { value } } }',
  );
  await fresh.stop();
  expect(errors).toBeUndefined();
  expect(data.scopeFigures.windows[0]).toEqual({
    minutes: 15,
    served: 3,
    waitMean: { value: 120, n: 360, d: 3 },
    waitP90: { value: 168, n: 3, d: 3 },
    serviceLevel: { value: 2 / 3, n: 2, d: 3 },
    satisfaction: { value: 1, n: 3, d: 3 },
  });
  expect(data.statuses[0].lastHour.served).toBe(3);
  const sums = data.trend.reduce(
    (total: number[], point: { issued: number; served: number }) => [
      total[0]! + point.issued,
      total[1]! + point.served,
    ],
    [0, 0],
  );
  expect(sums).toEqual([3, 3]);
});
