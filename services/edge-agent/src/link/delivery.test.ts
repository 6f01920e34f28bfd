import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { SILENT_LOG } from '../agent/agent-log.js';
import { ClockOffset } from '../agent/clock-offset.js';
import { withSeq } from '../agent/encode-event.js';
import type { Outbox } from '../outbox/outbox.js';
import { Delivery } from './delivery.js';

/** An outbox in memory with only those methods that Delivery uses. */
class MemoryOutbox implements Partial<Outbox> {
  id = 'first';
  last: number;
  acked = 0;
  readonly rejected: string[] = [];
  constructor(last: number) {
    this.last = last;
  }
  outboxId = (): string => this.id;
  lastSeq = (): number => this.last;
  ackedSeq = (): number => this.acked;
  read = (after: number, maxEvents: number) =>
    Array.from({ length: Math.min(maxEvents, this.last - after) }, (_, index) => ({
      seq: after + index + 1,
      payload: withSeq(new Uint8Array(), after + index + 1),
    }));
  acknowledge = (seq: number): void => {
    this.acked = seq;
  };
  renumber = (): void => {
    this.id = 'second';
    this.last -= this.acked;
    this.acked = 0;
  };
  reject = (seq: number, code: string): boolean => {
    this.rejected.push(`${seq} ${code}`);
    return true;
  };
}

function delivery(last: number) {
  const outbox = new MemoryOutbox(last);
  const made = new Delivery({
    agentId: 'A',
    centreId: 'C',
    version: '1',
    outbox: outbox as unknown as Outbox,
    clock: new ClockOffset(),
    now: () => 1000,
    log: SILENT_LOG,
  });
  const receive = (frame: NonNullable<MessageInitShape<typeof GatewayFrameSchema>['frame']>) =>
    made.receive(toBinary(GatewayFrameSchema, create(GatewayFrameSchema, { frame })));
  const sent = (): string | undefined => {
    const bytes = made.nextBatch();
    if (bytes === undefined) return undefined;
    const { frame } = fromBinary(AgentFrameSchema, bytes);
    if (frame.case !== 'events') return frame.case;
    const seqs = frame.value.events.map((event) => Number(fromBinary(EventSchema, event).seq));
    return `${seqs[0]}-${seqs.at(-1)}`;
  };
  return { outbox, made, receive, sent };
}
const welcome = (ackedSeq: number, window = 100) => ({
  case: 'welcome' as const,
  value: { ackedSeq: BigInt(ackedSeq), serverTimeMs: 1000n, window },
});
const ack = (ackedSeq: number) => ({
  case: 'ack' as const,
  value: { ackedSeq: BigInt(ackedSeq), serverTimeMs: 1000n },
});
const fault = (code: string, seq = 0, closing = false) => ({
  case: 'fault' as const,
  value: { code, message: code, seq: BigInt(seq), closing },
});

describe('Delivery', () => {
  test('sends nothing before Welcome, then up to the window, then more as events are acknowledged', () => {
    const { made, receive, sent, outbox } = delivery(250);
    made.hello();
    expect(sent()).toBeUndefined();
    receive(welcome(20));
    expect([sent(), sent()]).toEqual(['21-120', undefined]);
    receive(ack(60));
    expect([sent(), sent()]).toEqual(['121-160', undefined]);
    expect(outbox.acked).toBe(60);
    receive(ack(160));
    expect([sent(), sent()]).toEqual(['161-250', undefined]);
  });

  test('ignores an older acknowledgement', () => {
    const { made, receive, outbox } = delivery(10);
    made.hello();
    receive(welcome(5));
    receive(ack(3));
    expect(outbox.acked).toBe(5);
  });

  test('sends lost events again, and starts a new outbox when the server has more events than the disk', () => {
    const forgot = delivery(10);
    forgot.outbox.acked = 8;
    forgot.made.hello();
    forgot.receive(welcome(2));
    expect(forgot.sent()).toBe('3-10');
    const restored = delivery(10);
    restored.outbox.acked = 8;
    restored.made.hello();
    expect(restored.receive(welcome(50)).kind).toBe('close');
    expect([restored.outbox.id, restored.outbox.last]).toEqual(['second', 2]);
    restored.made.hello();
    restored.receive(welcome(0));
    expect(restored.sent()).toBe('1-2');
  });

  test('records a fault about an event, pauses after one about a frame, closes after a closing one', () => {
    const { made, receive, sent, outbox } = delivery(10);
    made.hello();
    receive(welcome(0));
    sent();
    expect(receive(fault('wrong_centre', 4)).kind).toBe('continue');
    expect(outbox.rejected).toEqual(['4 wrong_centre']);
    expect(receive(fault('out_of_order')).kind).toBe('pause');
    expect(sent()).toBe('1-10');
    expect(receive(fault('replaced', 0, true)).kind).toBe('close');
  });

  test('closes the link when a frame cannot be decoded, because the other end is not a gateway', () => {
    expect(delivery(1).made.receive(new Uint8Array([0xff, 0xff])).kind).toBe('close');
  });
});
