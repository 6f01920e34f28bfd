import { PassThrough } from 'node:stream';
import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Directory } from '#store/network/directory.js';
import type { ScopeFigures } from '../gql/schema-types.js';
import { type LiveSource, LiveSubscription } from '../live/live-subscription.js';
import { Seat } from './seat.js';
import { SharedOperation } from './shared-operation.js';

const schema = buildSchema(`
  type Query { none: Int }
  type Subscription { live: Message! }
  union Message = LiveSnapshot | LiveDelta | LiveHeartbeat
  type Figures { waitingNow: Int! }
  type LiveSnapshot { seq: Int! figures: Figures! }
  type LiveDelta { seq: Int! figures: Figures }
  type LiveHeartbeat { seq: Int! }
`);
const live = schema.getSubscriptionType()?.getFields()['live'];
if (live !== undefined) live.resolve = (message: unknown) => message;
const document = parse(
  'subscription { live { __typename ... on LiveSnapshot { seq figures { waitingNow } } ... on LiveDelta { seq figures { waitingNow } } ... on LiveHeartbeat { seq } } }',
);

interface Message {
  readonly __typename: string;
  readonly seq: number;
  readonly figures?: { readonly waitingNow: number };
}

/** A socket whose peer reads or does not read, as the test decides. */
class TestSocket {
  readonly messages: { id: string; live: Message }[] = [];
  #held: (() => void)[] = [];
  #parts: Buffer[] = [];
  isReading = true;

  readonly seat = (id: string): Seat => new Seat(this.#client, new PassThrough(), id);

  readonly #client = {
    readyState: 1,
    OPEN: 1,
    send: (data: Buffer, { fin }: { fin: boolean }, done?: () => void) => {
      this.#parts.push(data);
      if (!fin) return;
      const { id, type, payload } = JSON.parse(Buffer.concat(this.#parts.splice(0)).toString());
      expect(type).toBe('next');
      const take = () => {
        this.messages.push({ id, live: payload.data.live });
        done?.();
      };
      if (this.isReading) take();
      else this.#held.push(take);
    },
  } as unknown as WebSocket;

  readAll(): void {
    this.isReading = true;
    for (const take of this.#held.splice(0)) take();
  }
}

function setUp() {
  let now = 1_000_000;
  let waitingNow = 0;
  const visible = { centreById: new Map() } as unknown as Directory;
  const source: LiveSource = {
    now: () => now,
    buildId: 'test',
    watermark: () => null,
    centres: () => [],
    regions: () => [],
    mostUrgent: undefined,
    figures: () => ({ waitingNow }) as ScopeFigures,
    visible: () => visible,
  };
  const subscription = new LiveSubscription(source, () => {});
  let ends = 0;
  const shared = new SharedOperation({
    source: subscription,
    operation: { schema, document },
    now: () => now,
    log: () => {},
    onEnd: () => {
      ends += 1;
    },
  });
  return {
    shared,
    ends: () => ends,
    /** Changes the figure after everything was sent. */
    change: async (value: number) => {
      waitingNow = value;
      now += 100;
      subscription.note(undefined);
      await settled();
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const last = ({ messages }: TestSocket): Message | undefined => messages.at(-1)?.live;

test('every seat gets the same message with its own id, and the operation ends when the last one leaves', async () => {
  const { shared, change, ends } = setUp();
  const [one, two] = [new TestSocket(), new TestSocket()];
  const [first, second] = [one.seat('a"b'), two.seat('2')];
  shared.join(first);
  shared.join(second);
  await settled();
  await change(7);
  expect(one.messages.map(({ id }) => id)).toContain('a"b');
  expect(last(one)).toEqual({ __typename: 'LiveDelta', seq: 2, figures: { waitingNow: 7 } });
  expect(last(two)).toEqual(last(one));
  await first.return();
  expect([shared.seats, ends()]).toEqual([1, 0]);
  await second.return();
  expect([shared.seats, ends()]).toEqual([0, 1]);
  expect(await second.next()).toEqual({ done: true, value: undefined });
});

test('a screen that does not read delays no other, and continues with a snapshot when it reads again', async () => {
  const { shared, change, pass } = setUp();
  const [quick, slow] = [new TestSocket(), new TestSocket()];
  shared.join(quick.seat('1'));
  shared.join(slow.seat('2'));
  await settled();
  slow.isReading = false;
  await change(1);
  pass(3_000);
  for (let value = 2; value < 90; value += 1) await change(value);
  expect(quick.messages.length).toBeGreaterThan(88);
  slow.readAll();
  const behind = slow.messages.length;
  expect(behind).toBeLessThan(5);
  await change(90);
  await settled();
  expect(slow.messages.slice(behind).map(({ live }) => live)).toEqual([
    { __typename: 'LiveSnapshot', seq: last(quick)?.seq, figures: { waitingNow: 90 } },
  ]);
  await change(91);
  expect(last(slow)).toEqual(last(quick));
  expect(last(slow)).toMatchObject({ __typename: 'LiveDelta', figures: { waitingNow: 91 } });
});

test('control: a screen that reads receives every message as a delta', async () => {
  const { shared, change } = setUp();
  const line = new TestSocket();
  shared.join(line.seat('1'));
  await settled();
  for (let value = 1; value <= 70; value += 1) await change(value);
  expect(line.messages.map(({ live }) => live.seq)).toEqual(line.messages.map((_, index) => index + 1));
  expect(line.messages.filter(({ live }) => live.__typename === 'LiveSnapshot')).toHaveLength(1);
});
