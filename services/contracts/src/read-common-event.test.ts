import { create, toBinary } from '@bufbuild/protobuf';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventSchema } from './gen/mnara/v1/event_pb.js';
import { parseEventInFull } from './parse-event.js';
import { readCommonEvent } from './read-common-event.js';

const NOW = Date.UTC(2026, 2, 20);

const id = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom('C1', 'S1', 'agent-1', 'walk_in', '2026-03-10-17') },
  { weight: 1, arbitrary: fc.constantFrom('', 'Кисуму', 'a\u0007b', 'x'.repeat(128), 'x'.repeat(129)) },
);
const time = fc.oneof(
  { weight: 40, arbitrary: fc.bigInt(BigInt(NOW - 86_400_000), BigInt(NOW)) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, -5n, BigInt(NOW) * 2n, 2n ** 60n) },
);
const bare = [
  'ticketIssued',
  'ticketCalled',
  'ticketNoShow',
  'serviceStarted',
  'serviceResumed',
  'staffLogin',
  'powerDown',
];
const fact = fc.oneof(
  fc.constantFrom(...bare).map((name) => ({ case: name, value: {} })),
  id.map((appointmentId) => ({ case: 'ticketIssued', value: { appointmentId } })),
  fc.record({ outcome: fc.nat(4), quantity: fc.nat(10_001) }).map((value) => ({ case: 'serviceEnded', value })),
  fc
    .record({ value: fc.nat(6), comment: fc.constantFrom('', '', 'good') })
    .map((value) => ({ case: 'ratingGiven', value })),
  fc.record({ intervalSeconds: fc.nat(60) }).map((value) => ({ case: 'heartbeat', value })),
  fc.record({ reason: fc.constantFrom('', 'lunch') }).map((value) => ({ case: 'serviceHeld', value })),
);
const init = fc.record(
  {
    eventId: id,
    centreId: id,
    agentId: id,
    seq: fc.bigInt(0n, 2n ** 50n),
    occurredAtMs: time,
    recordedAtMs: time,
    clockOffsetMs: fc.bigInt(-3_600_000n, 3_600_000n),
    schemaVersion: fc.nat(2),
    visitId: id,
    legNo: fc.oneof(fc.nat(3), fc.nat(2000)),
    ticketNo: id,
    serviceId: id,
    deskId: id,
    staffPseudonym: id,
    channel: id,
    segment: fc.record({ gender: id, ageBand: id, priority: id }, { requiredKeys: [] }),
    defects: fc.constantFrom([], [], ['clock_disagrees']),
    fact,
  },
  { requiredKeys: ['eventId', 'centreId', 'agentId', 'occurredAtMs', 'visitId', 'fact'] },
);
const encoded = init.map((value) => toBinary(EventSchema, create(EventSchema, value as never)));

/**
 * Checks that the fast path and the general decoder return the same event. Returns whether the fast path accepted the
 * bytes.
 */
function agrees(bytes: Uint8Array): boolean {
  const event = readCommonEvent(bytes, NOW);
  if (event === undefined) return false;
  expect({ ok: true, event }).toEqual(parseEventInFull(bytes, NOW));
  expect(JSON.stringify(event)).toBe(JSON.stringify(Object.values(parseEventInFull(bytes, NOW))[1]));
  return true;
}

describe('readCommonEvent', () => {
  test('returns what the general decoder returns, and leaves uncommon events to it', () => {
    let given = 0;
    fc.assert(
      fc.property(encoded, (bytes) => {
        if (agrees(bytes)) given += 1;
      }),
      { numRuns: 2000 },
    );
    // Control: about 250 of the 2,000 events are common ones, so the comparison above did compare events.
    expect(given).toBeGreaterThan(50);
  });

  test('agrees with the general decoder when bytes are truncated, changed or joined', () => {
    const damage = fc.tuple(encoded, fc.nat(), fc.nat(255), encoded, fc.constantFrom('cut', 'change', 'join'));
    fc.assert(
      fc.property(damage, ([bytes, place, byte, other, how]) => {
        if (how === 'cut') agrees(bytes.subarray(0, place % (bytes.length + 1)));
        else if (how === 'join') agrees(new Uint8Array([...bytes, ...other]));
        else agrees(bytes.with(place % bytes.length, byte));
      }),
      { numRuns: 5000 },
    );
  });

  test('accepts an ordinary event', () => {
    const event = create(EventSchema, {
      eventId: '00000000-0000-7000-8000-000000000001',
      centreId: 'C1',
      agentId: 'agent-1',
      seq: 7n,
      occurredAtMs: BigInt(NOW),
      clockOffsetMs: -1500n,
      visitId: 'v1',
      segment: { gender: 'female', ageBand: '25-34' },
      fact: { case: 'serviceEnded', value: { outcome: 1 } },
    });
    expect(readCommonEvent(toBinary(EventSchema, event), NOW)).toMatchObject({
      seq: 7,
      at: NOW - 1500,
      legNo: 1,
      segment: { gender: 'female', age_band: '25-34' },
      fact: { kind: 'service_ended', outcome: 'served', quantity: 1 },
    });
  });
});
