import { expect, test } from 'vitest';
import type { Directory } from '#store/network/directory.js';
import type { RegionStatus, ScopeFigures } from '../gql/schema-types.js';
import type { CentreView } from './centre-view.js';
import { type LiveMessage, type LiveSource, LiveSubscription } from './live-subscription.js';

const centre = (centreId: string, waitingNow = 0): CentreView => ({ centreId, waitingNow }) as CentreView;
const region = (regionId: string): RegionStatus => ({ regionId }) as RegionStatus;

/** A subscription that follows only the most urgent centres, with statuses that the test sets. */
function subscriptionOver(first: readonly CentreView[]) {
  let now = 1_000_000;
  let asked = 0;
  const pictures = { list: first, regions: [region('r')] as readonly RegionStatus[] };
  const source: LiveSource = {
    now: () => now,
    buildId: 'test',
    watermark: () => null,
    centres: () => {
      throw new Error('The subscription must not read all centres.');
    },
    regions: () => pictures.regions,
    mostUrgent: () => {
      asked += 1;
      return pictures.list;
    },
    figures: () => ({ waitingNow: 0 }) as ScopeFigures,
    visible: () => ({ centreById: new Map([['c', {}]]) }) as unknown as Directory,
  };
  const subscription = new LiveSubscription(source, () => {});
  const next = async (): Promise<LiveMessage> => {
    now += 1_000;
    return (await subscription.next()).value as LiveMessage;
  };
  return { subscription, pictures, next, asked: () => asked };
}

const bodyOf = (message: LiveMessage) =>
  message.__typename === 'LiveDelta'
    ? { centres: message.centres, gone: message.goneCentreIds, regions: message.regions }
    : message.__typename;

test('a delta has the centres that were added or changed, and names those that were removed', async () => {
  const [a, b, c] = [centre('a'), centre('b'), centre('c')];
  const { subscription, pictures, next } = subscriptionOver([a, b]);
  expect(await next()).toMatchObject({ __typename: 'LiveSnapshot', centres: [a, b], regions: [region('r')] });
  const newer = centre('b', 5);
  pictures.list = [newer, c];
  subscription.note(['c']);
  expect(bodyOf(await next())).toEqual({ centres: [newer, c], gone: ['a'], regions: [] });
  pictures.regions = [region('r')];
  subscription.note(['c']);
  expect(bodyOf(await next())).toEqual({ centres: [], gone: [], regions: [region('r')] });
});

test('a late subscriber receives what only the others had, and the others what only the late one had', async () => {
  const [a, b, c] = [centre('a'), centre('b'), centre('c')];
  const { subscription, pictures, next } = subscriptionOver([a, b]);
  await next();
  pictures.list = [b, c];
  subscription.welcome();
  expect(await next()).toMatchObject({ isWelcome: true, centres: [b, c] });
  pictures.list = [a, b];
  subscription.note(['c']);
  // The first screens already have "a"; the late one does not, and has a "c" that the others never had.
  expect(bodyOf(await next())).toEqual({ centres: [a], gone: ['c'], regions: [] });
});

test('changes of less urgent centres make no message, and do not shorten the pause before the next check', async () => {
  const { subscription, next, asked } = subscriptionOver([centre('a')]);
  await next();
  const before = asked();
  const waiting = subscription.next();
  for (let n = 0; n < 20; n += 1) {
    subscription.note(['c']);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(asked() - before).toBeLessThan(3);
  await subscription.return();
  await waiting;
});
