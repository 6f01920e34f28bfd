import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';
import { Intake } from './intake.js';
import { LinkSession } from './link-session.js';

const NOW = 1_767_600_000_000;
const NO_DIRECTIVES = {
  exchange: () => Promise.resolve([]),
  changedSince: () => Promise.resolve({ directives: [], asOf: new Date(NOW) }),
};

/** A session over a log that the test works by hand. */
function session(lastSeq = 0) {
  const answers: string[] = [];
  const appends: { readonly seqs: number[]; readonly resolve: () => void; readonly reject: (error: Error) => void }[] =
    [];
  const faults: string[] = [];
  const log = {
    append: (records: readonly LogRecord[]) =>
      new Promise<void>((resolve, reject) =>
        appends.push({ seqs: records.map((record) => record.seq), resolve, reject }),
      ),
  };
  const intake = new Intake(log, {
    fault: (code) => faults.push(code),
    appending: () => undefined,
    appended: () => {},
    links: () => {},
  });
  const made = new LinkSession({
    agent: { agentId: 'A1', centreId: 'C1', isRevoked: false, hash: new Uint8Array(), salt: new Uint8Array() },
    intake,
    positions: { lastSeq: () => Promise.resolve(lastSeq) },
    centres: { isKnown: () => Promise.resolve(true) },
    directives: NO_DIRECTIVES,
    now: () => NOW,
    carrier: {
      send: (bytes) => {
        const { frame } = fromBinary(GatewayFrameSchema, bytes);
        answers.push(
          frame.case === 'fault'
            ? `fault ${frame.value.code}`
            : `${frame.case} ${frame.case === 'welcome' || frame.case === 'ack' ? frame.value.ackedSeq : ''}`,
        );
      },
      close: () => answers.push('closed'),
    },
  });
  return { made, answers, appends, faults };
}

const event = (seq: number): Uint8Array =>
  toBinary(
    EventSchema,
    create(EventSchema, {
      eventId: `e${seq}`,
      centreId: 'C1',
      agentId: 'A1',
      seq: BigInt(seq),
      occurredAtMs: BigInt(NOW),
      visitId: 'V',
      fact: { case: 'ticketIssued', value: {} },
    }),
  );
const batch = (...seqs: number[]): Uint8Array =>
  toBinary(
    AgentFrameSchema,
    create(AgentFrameSchema, { frame: { case: 'events', value: { events: seqs.map(event) } } }),
  );
const hello = toBinary(
  AgentFrameSchema,
  create(AgentFrameSchema, { frame: { case: 'hello', value: { agentId: 'A1', centreId: 'C1', outboxId: 'o' } } }),
);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LinkSession', () => {
  test('one append at a time; what waits goes together; each is acknowledged after it is safe', async () => {
    const { made, answers, appends } = session();
    await made.receive(hello);
    for (const frame of [batch(1, 2), batch(3), batch(4, 5)]) void made.receive(frame);
    await settled();
    expect(appends.map((append) => append.seqs)).toEqual([[1, 2]]);
    expect(answers).toEqual(['welcome 0']);
    appends[0]!.resolve();
    await settled();
    expect(appends.map((append) => append.seqs)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    appends[1]!.resolve();
    await settled();
    expect(answers).toEqual(['welcome 0', 'ack 2', 'ack 3', 'ack 5']);
  });

  test('when the log cannot take a batch, nothing behind it is taken and the link closes', async () => {
    const { made, answers, appends } = session();
    await made.receive(hello);
    void made.receive(batch(1, 2));
    void made.receive(batch(3));
    await settled();
    appends[0]!.reject(new LogUnavailableError('full'));
    await settled();
    await made.receive(batch(4));
    expect(appends).toHaveLength(1);
    expect(answers).toEqual(['welcome 0', 'fault log_unavailable', 'closed']);
  });

  test('a jump of the agent goes through: the processor records it as lost at the disk', async () => {
    const { made, appends, faults } = session(4);
    await made.receive(hello);
    void made.receive(batch(9));
    await settled();
    expect(appends.map((append) => append.seqs)).toEqual([[9]]);
    expect(faults).toEqual([]);
  });

  test('a database that is away at Hello closes the link with a reason', async () => {
    const answers: string[] = [];
    const broken = new LinkSession({
      agent: { agentId: 'A1', centreId: 'C1', isRevoked: false, hash: new Uint8Array(), salt: new Uint8Array() },
      intake: new Intake(
        { append: () => Promise.resolve() },
        { fault: () => {}, appending: () => undefined, appended: () => {}, links: () => {} },
      ),
      positions: { lastSeq: () => Promise.reject(new Error('no connection')) },
      centres: { isKnown: () => Promise.resolve(true) },
      directives: NO_DIRECTIVES,
      now: () => NOW,
      carrier: {
        send: (bytes) => answers.push(String(fromBinary(GatewayFrameSchema, bytes).frame.case)),
        close: (reason) => answers.push(reason),
      },
    });
    await broken.receive(hello);
    expect(answers).toEqual([
      'fault',
      'The server cannot take events now (its database is away); keep them and try again.',
    ]);
  });
});
