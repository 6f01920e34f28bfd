import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { sizeDelimitedPeek } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { LogUnavailableError } from '#platform/event-log/event-log.js';
import { exchange } from './https-carrier.js';
import { Intake } from './intake.js';
import { LinkSession, type SessionCarrier } from './link-session.js';

const NOW = 1_767_600_000_000;
type Frame = NonNullable<MessageInitShape<typeof AgentFrameSchema>['frame']>;

const away = (): Promise<never> => Promise.reject(new Error('no connection'));
const frameOf = (frame: Frame): Uint8Array => toBinary(AgentFrameSchema, create(AgentFrameSchema, { frame }));
const batchOf = (seqs: readonly number[], from: Partial<Record<'agentId' | 'centreId' | 'outboxId', string>> = {}) =>
  frameOf({
    case: 'events',
    value: { agentId: 'A1', centreId: 'C1', outboxId: 'outbox-1', ...from, events: seqs.map(eventOf) },
  });

/** The event with seq 2 has no fact. */
function eventOf(seq: number): Uint8Array {
  const event = {
    eventId: `e${seq}`,
    centreId: 'C1',
    agentId: 'A1',
    seq: BigInt(seq),
    occurredAtMs: BigInt(NOW),
    visitId: 'V',
  };
  const fact = { case: 'ticketIssued' as const, value: {} };
  return toBinary(EventSchema, create(EventSchema, seq === 2 ? event : { ...event, fact }));
}

function framesIn(body: Uint8Array): string[] {
  const frames: string[] = [];
  for (let rest = body; rest.byteLength > 0; ) {
    const { offset, size } = sizeDelimitedPeek(rest) as { offset: number; size: number };
    const { frame } = fromBinary(GatewayFrameSchema, rest.subarray(offset, offset + size));
    if (frame.case === 'fault') frames.push(`fault ${frame.value.code} ${frame.value.seq}`);
    else if (frame.case === 'ack' || frame.case === 'welcome') frames.push(`${frame.case} ${frame.value.ackedSeq}`);
    else frames.push(String(frame.case));
    rest = rest.subarray(offset + size);
  }
  return frames;
}

/** The status and the frames of one exchange, as text. */
async function answerTo(bytes: Uint8Array, { isLogFull = false, isDatabaseAway = false } = {}): Promise<string[]> {
  const append = (): Promise<void> => (isLogFull ? Promise.reject(new LogUnavailableError('full')) : Promise.resolve());
  const metrics = { fault: () => {}, appending: () => {}, appended: () => {}, links: () => {} };
  const sessionOver = (carrier: SessionCarrier): LinkSession =>
    new LinkSession({
      agent: { agentId: 'A1', centreId: 'C1', isRevoked: false, hash: new Uint8Array(), salt: new Uint8Array() },
      intake: new Intake({ append }, metrics),
      positions: { lastSeq: () => (isDatabaseAway ? away() : Promise.resolve(7)) },
      centres: { isKnown: () => Promise.resolve(true) },
      directives: {
        exchange: () => (isDatabaseAway ? away() : Promise.resolve([])),
        changedSince: () => Promise.resolve({ directives: [], asOf: new Date(NOW) }),
      },
      now: () => NOW,
      carrier,
    });
  const answer = await exchange(bytes, sessionOver);
  return [String(answer.status), ...(typeof answer.body === 'string' ? [] : framesIn(answer.body))];
}

const HELLO = frameOf({ case: 'hello', value: { agentId: 'A1', centreId: 'C1', outboxId: 'outbox-1' } });
const REPORT = frameOf({ case: 'directiveReport', value: { held: [] } });

test.each<[what: string, frame: Uint8Array, answer: string[]]>([
  ['a Hello', HELLO, ['200', 'welcome 7']],
  ['a batch without a Hello before it', batchOf([8, 9]), ['200', 'ack 9']],
  ['a batch with one event that has no fact', batchOf([1, 2, 3]), ['200', 'fault unknown_kind 2', 'ack 3']],
  ['a report on directives', REPORT, ['200', 'directives']],
  ['a clock probe', frameOf({ case: 'clockProbe', value: { agentTimeMs: 1n } }), ['200', 'clockAnswer']],
  ['a batch of another agent', batchOf([1], { agentId: 'A2' }), ['400', 'fault wrong_agent 0']],
  ['a batch of another centre', batchOf([1], { centreId: 'C2' }), ['400', 'fault wrong_centre 0']],
  ['a batch without an outbox id', batchOf([1], { outboxId: '' }), ['400', 'fault bad_frame 0']],
  ['a batch out of order', batchOf([3, 1]), ['400', 'fault wrong_seq 0']],
  ['a truncated frame', HELLO.subarray(0, 5), ['400', 'fault bad_frame 0']],
])('exchange answers %s', async (_, frame, answer) => {
  expect(await answerTo(frame)).toEqual(answer);
});

test('exchange answers 503 when the log is full or the database is unavailable', async () => {
  expect(await answerTo(batchOf([1]), { isLogFull: true })).toEqual(['503']);
  expect(await answerTo(HELLO, { isDatabaseAway: true })).toEqual(['503']);
  expect(await answerTo(REPORT, { isDatabaseAway: true })).toEqual(['503']);
});
