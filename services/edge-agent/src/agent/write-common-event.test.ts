import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CUSTOMER_ATTRIBUTES } from '#domain/visit/customer-attributes.js';
import type { SourceEvent, SourceFact } from '../connectors/connector.js';
import { encodeEventInFull } from './encode-event.js';
import type { Writable } from './event-stamp.js';
import { writeCommonEvent } from './write-common-event.js';

const text = fc.oneof(
  { arbitrary: fc.constantFrom('', 'a', 'AA0101-33116', 'x'.repeat(127)), weight: 6 },
  { arbitrary: fc.constantFrom('Қарағанды', 'x'.repeat(128), 'é'), weight: 1 },
);
const optional = fc.option(text, { nil: undefined });
const fact: fc.Arbitrary<SourceFact> = fc.oneof(
  fc.constantFrom<SourceFact>(
    { case: 'ticketIssued', value: {} },
    { case: 'serviceStarted', value: {} },
    { case: 'ticketCancelled', value: { reason: '' } },
    { case: 'ticketTransferred', value: { toServiceId: 'S1' } },
    { case: 'heartbeat', value: { intervalSeconds: 15, outboxPending: 3n } },
    { case: 'importEnded', value: {} },
  ),
  fc
    .record({ outcome: fc.integer({ min: 0, max: 3 }), quantity: fc.integer({ min: 0, max: 300 }) })
    .map((value) => ({ case: 'serviceEnded' as const, value })),
  fc
    .record({ value: fc.integer({ min: 0, max: 5 }), comment: fc.constantFrom('', 'good') })
    .map((value) => ({ case: 'ratingGiven' as const, value })),
);
const event: fc.Arbitrary<SourceEvent> = fc.record({
  occurredAtMs: fc.oneof(fc.integer({ min: -5, max: 2 ** 42 }), fc.constant(1_700_000_000_000.7)),
  clock: fc.constantFrom('true' as const, 'local' as const),
  fact,
  visitId: optional,
  legNo: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
  ticketNo: optional,
  serviceId: optional,
  deskId: optional,
  staff: optional,
  channel: optional,
  segment: fc.option(fc.dictionary(fc.constantFrom(...CUSTOMER_ATTRIBUTES), fc.constantFrom('', 'female', '18-30')), {
    nil: undefined,
  }),
  defects: fc.option(fc.array(fc.constantFrom('negative_duration', ''), { maxLength: 3 }), { nil: undefined }),
});
const writable: fc.Arbitrary<Writable> = fc.record({
  event,
  eventId: fc.constant('018c2f6a-0000-7000-8000-000000000000'),
  centreId: text,
  agentId: fc.constant('bank'),
  recordedAtMs: fc.integer({ min: 0, max: 2 ** 42 }),
  clockOffsetMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  schemaVersion: fc.constant(1),
  importId: fc.constantFrom(undefined, 'a1b2c3d4e5f6'),
});

test('writeCommonEvent writes what the general encoder writes, and leaves uncommon events to it', () => {
  let common = 0;
  fc.assert(
    fc.property(writable, (of) => {
      const bytes = writeCommonEvent(of);
      if (bytes === undefined) return;
      common += 1;
      expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(encodeEventInFull(of)).toString('hex'));
    }),
    { numRuns: 2_000 },
  );
  expect(common).toBeGreaterThan(200);
});
