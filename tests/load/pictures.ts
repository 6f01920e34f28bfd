import { create, toBinary } from '@bufbuild/protobuf';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import type { FeedEntry } from '#platform/event-log/latest-feed.js';

const SERVICES = 10;
const DESKS = 8;

/**
 * The status of a centre as busy as a real one: ten queues, eight desks. `waiting` is the number of waiting customers.
 */
export function centrePicture(centreId: string, waiting: number): FeedEntry {
  const now = BigInt(Date.now());
  const message = create(CentreStatusSchema, {
    centreId,
    asOfMs: now,
    lastEventAtMs: now,
    lastContactAtMs: now,
    heartbeatSeconds: 15,
    isOpen: true,
    queues: Array.from({ length: SERVICES }, (_, n) => ({
      serviceId: `S${n}`,
      waiting: n === 0 ? waiting : 0,
      longestSinceMs: now - 60_000n,
      issuedSumMs: n === 0 ? BigInt(waiting) * (now - 30_000n) : 0n,
      serving: 1,
    })),
    desks: Array.from({ length: DESKS }, (_, n) => ({
      deskId: `D${n}`,
      isOpen: true,
      loggedIn: true,
      state: 2,
      sinceMs: now,
      serviceId: `S${n}`,
      ticketNo: `A${n}`,
    })),
    staffLoggedIn: DESKS,
  });
  return { key: centreId, value: toBinary(CentreStatusSchema, message) };
}
