import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AgentFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';
import type { DirectiveStore } from '#store/directives/agent-directives.js';
import { Intake } from './intake.js';
import { LinkSession } from './link-session.js';

const NOW = 1_767_600_000_000;
const NO_DIRECTIVES = {
  exchange: () => Promise.resolve([]),
  changedSince: () => Promise.resolve({ directives: [], asOf: new Date(NOW) }),
};

/** A session over a log that the test works by hand. */
function session(lastSeq = 0, directives: DirectiveStore = NO_DIRECTIVES) {
  const answers: string[] = [];
  const appends: { readonly seqs: number[]; readonly resolve: () => void; readonly reject: (error: Error) => void }[] =
    [];
  const faults: string[] = [];
  const noted: string[] = [];
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
    positions: {
      lastSeq: () => Promise.resolve(lastSeq),
      noteRecorded: async (_agent, outboxId, seq) => void noted.push(`${outboxId} ${seq}`),
    },
    centres: { isKnown: () => Promise.resolve(true) },
    directives,
    now: () => NOW,
    carrier: {
      beginsWithHello: true,
      send: ({ frame }) => {
        answers.push(
          frame.case === 'fault'
            ? `fault ${frame.value.code}`
            : frame.case === 'directives'
              ? `directives ${frame.value.directives.map(({ version }) => version)}`
              : `${frame.case} ${frame.case === 'welcome' || frame.case === 'ack' ? frame.value.ackedSeq : ''}`,
        );
      },
      close: () => answers.push('closed'),
    },
  });
  return { made, answers, appends, faults, noted };
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
  create(AgentFrameSchema, {
    frame: { case: 'hello', value: { agentId: 'A1', centreId: 'C1', outboxId: 'o', lastSeq: 5n } },
  }),
);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LinkSession', () => {
  test('one append at a time; what waits goes together; each is acknowledged after it is safe', async () => {
    const { made, answers, appends, noted } = session();
    await made.receive(hello);
    expect(noted).toEqual(['o 5']);
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
      positions: {
        lastSeq: () => Promise.reject(new Error('no connection')),
        noteRecorded: () => Promise.resolve(),
      },
      centres: { isKnown: () => Promise.resolve(true) },
      directives: NO_DIRECTIVES,
      now: () => NOW,
      carrier: {
        beginsWithHello: true,
        send: ({ frame }) => answers.push(String(frame.case)),
        close: (reason) => answers.push(reason),
      },
    });
    await broken.receive(hello);
    expect(answers).toEqual([
      'fault',
      'The server cannot take events now (its database is away); keep them and try again.',
    ]);
  });

  test('directives are pushed once the agent has reported; a database that is away costs no event and no link', async () => {
    const order = {
      id: '019ab000-0000-7000-8000-000000000001',
      centreId: 'C1',
      alertId: undefined,
      kind: 'call_back',
      quantity: undefined,
      text: '',
      sentAt: NOW,
      sentBy: 'secretariat',
      acknowledgeBy: NOW + 1,
      dueAt: NOW + 2,
      delivered: undefined,
      acknowledged: undefined,
      closed: undefined,
      version: 1,
    } as const;
    let isAway = true;
    const { made, answers, appends, faults } = session(0, {
      ...NO_DIRECTIVES,
      exchange: () => (isAway ? Promise.reject(new Error('no connection')) : Promise.resolve([order])),
    });
    const report = toBinary(
      AgentFrameSchema,
      create(AgentFrameSchema, { frame: { case: 'directiveReport', value: { held: [] } } }),
    );
    await made.receive(hello);
    await made.receive(report);
    made.pushDirectives([order]);
    void made.receive(batch(1));
    await settled();
    expect([answers, faults, appends.length, made.directiveCentreId]).toEqual([
      ['welcome 0'],
      ['directives_unavailable'],
      1,
      undefined,
    ]);
    isAway = false;
    await made.receive(report);
    made.pushDirectives([order]);
    made.pushDirectives([{ ...order, version: 2 }]);
    made.pushDirectives([{ ...order, version: 2 }]);
    expect(answers).toEqual(['welcome 0', 'directives 1', 'directives 2']);
  });
});
