import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import type { SourceEvent } from '../connectors/connector.js';
import { encodeEvent, withSeq } from './encode-event.js';
import { eventIdOf, uuidText } from './event-id.js';

const issued: SourceEvent = {
  occurredAtMs: 1_767_600_000_123,
  clock: 'true',
  visitId: 'V',
  fact: { case: 'ticketIssued', value: {} },
};
const id = (event: SourceEvent, centre = 'C'): string => uuidText(eventIdOf(event, centre));

describe('eventIdOf', () => {
  test('returns a UUIDv7 with the time of the fact, the same for the same fact', () => {
    expect(id(issued)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id(issued).replaceAll('-', '').slice(0, 12), 16)).toBe(issued.occurredAtMs);
    expect(id({ ...issued, defects: ['x'], segment: { gender: 'female' }, ticketNo: 'A1' })).toBe(id(issued));
  });

  test.each<Partial<SourceEvent>>([
    { visitId: 'W' },
    { legNo: 2 },
    { occurredAtMs: issued.occurredAtMs + 1 },
    { staff: 's' },
    { fact: { case: 'ticketCalled', value: {} } },
    { fact: { case: 'ticketVoided', value: { reason: 'a' } } },
  ])('differs for %j', (change) => {
    expect(id({ ...issued, ...change })).not.toBe(id(issued));
  });

  test('differs for another value of a fact and for another centre', () => {
    const rating = (value: number): SourceEvent => ({ ...issued, fact: { case: 'ratingGiven', value: { value } } });
    expect(id(rating(4))).not.toBe(id(rating(5)));
    expect(id(issued, 'D')).not.toBe(id(issued));
  });
});

test.each([1, 127, 128, 300, 2 ** 31, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER])(
  'withSeq keeps seq %d, and a later seq replaces an earlier one',
  (seq) => {
    const { payload } = encodeEvent(issued, { agentId: 'A', centreId: 'C', recordedAtMs: 5, clockOffsetMs: -700 });
    expect(fromBinary(EventSchema, withSeq(withSeq(payload, 3), seq))).toMatchObject({
      seq: BigInt(seq),
      visitId: 'V',
      clockOffsetMs: 0n,
      recordedAtMs: 5n,
    });
  },
);
