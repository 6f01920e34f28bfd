import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AgentFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';
import type { AgentDirectiveStore } from '#store/directives/agent-directive-store.js';
import { Intake } from './intake.js';
import { LinkSession } from './link-session.js';

const NOW = 1_767_600_000_000;
const NO_DIRECTIVES = {
  exchange: () => Promise.resolve([]),
  changedSince: () => Promise.resolve({ directives: [], asOf: new Date(NOW) }),
};

/** A session on a log whose appends the test resolves or rejects itself. */
function session(lastSeq = 0, directives: AgentDirectiveStore = NO_DIRECTIVES) {
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
  const linkSession = new LinkSession({
    agent: { agentId: 'A1', centreId: 'C1', isRevoked: false, hash: new Uint8Array(), salt: new Uint8Array() },
    intake,
    positions: { lastSeq: () => Promise.resolve(lastSeq) },
    centres: { isKnown: () => Promise.resolve(true) },
    directives,
    now: () => NOW,
    carrier: {
      requiresHello: true,
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
  return { linkSession, answers, appends, faults };
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
  test('runs one append at a time, joins those that wait, and acknowledges each batch after it is stored', async () => {
    const { linkSession, answers, appends } = session();
    await linkSession.receive(hello);
    for (const frame of [batch(1, 2), batch(3), batch(4, 5)]) void linkSession.receive(frame);
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

  test('closes the link and stores no later batch when the log cannot store one', async () => {
    const { linkSession, answers, appends } = session();
    await linkSession.receive(hello);
    void linkSession.receive(batch(1, 2));
    void linkSession.receive(batch(3));
    await settled();
    appends[0]!.reject(new LogUnavailableError('full'));
    await settled();
    await linkSession.receive(batch(4));
    expect(appends).toHaveLength(1);
    expect(answers).toEqual(['welcome 0', 'fault log_unavailable', 'closed']);
  });

  test('accepts a jump of the sequence numbers, which the processor records as lost events', async () => {
    const { linkSession, appends, faults } = session(4);
    await linkSession.receive(hello);
    void linkSession.receive(batch(9));
    await settled();
    expect(appends.map((append) => append.seqs)).toEqual([[9]]);
    expect(faults).toEqual([]);
  });

  test('closes the link with a reason when the database is unavailable at Hello', async () => {
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
        requiresHello: true,
        send: ({ frame }) => answers.push(String(frame.case)),
        close: (reason) => answers.push(reason),
      },
    });
    await broken.receive(hello);
    expect(answers).toEqual([
      'fault',
      'The server cannot accept events now because its database is unavailable; keep them and try again.',
    ]);
  });

  test('pushes directives after a report, and keeps events and link when the database is unavailable', async () => {
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
    const { linkSession, answers, appends, faults } = session(0, {
      ...NO_DIRECTIVES,
      exchange: () => (isAway ? Promise.reject(new Error('no connection')) : Promise.resolve([order])),
    });
    const report = toBinary(
      AgentFrameSchema,
      create(AgentFrameSchema, { frame: { case: 'directiveReport', value: { held: [] } } }),
    );
    await linkSession.receive(hello);
    await linkSession.receive(report);
    linkSession.pushDirectives([order]);
    void linkSession.receive(batch(1));
    await settled();
    expect([answers, faults, appends.length, linkSession.directiveCentreId]).toEqual([
      ['welcome 0'],
      ['directives_unavailable'],
      1,
      undefined,
    ]);
    isAway = false;
    await linkSession.receive(report);
    linkSession.pushDirectives([order]);
    linkSession.pushDirectives([{ ...order, version: 2 }]);
    linkSession.pushDirectives([{ ...order, version: 2 }]);
    expect(answers).toEqual(['welcome 0', 'directives 1', 'directives 2']);
  });
});
