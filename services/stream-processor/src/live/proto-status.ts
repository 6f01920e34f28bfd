import { create, toBinary } from '@bufbuild/protobuf';
import { StaffState } from '#contracts/gen/mnara/v1/event_pb.js';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import type { FeedEntry } from '#platform/event-log/latest-feed.js';

const STATES: Readonly<Record<string, StaffState>> = {
  available: StaffState.AVAILABLE,
  serving: StaffState.SERVING,
  wrap_up: StaffState.WRAP_UP,
  break: StaffState.BREAK,
  back_office: StaffState.BACK_OFFICE,
};

/** Proto uses 0 for "no moment". */
const momentMs = (moment: number | null): bigint => BigInt(Math.round(moment ?? 0));

/**
 * A centre's status as an entry of the status feed. It is encoded only when the feed sends it, because it may change
 * many times before.
 */
export const statusEntry = (status: CentreStatus): FeedEntry => ({
  key: status.centreId,
  get value() {
    return statusBytes(status);
  },
});

function statusBytes(status: CentreStatus): Uint8Array {
  const message = create(CentreStatusSchema, {
    centreId: status.centreId,
    asOfMs: BigInt(Math.round(status.asOf)),
    lastEventAtMs: momentMs(status.lastEventAt),
    lastContactAtMs: momentMs(status.lastContactAt),
    heartbeatSeconds: status.heartbeatSeconds,
    isOpen: status.isOpen,
    powerDown: status.powerDown,
    upstreamDownAgencyIds: [...status.upstreamDownAgencyIds],
    queues: status.queues.map((queue) => ({
      serviceId: queue.serviceId,
      waiting: queue.waiting,
      longestSinceMs: momentMs(queue.longestSince),
      issuedSumMs: BigInt(queue.issuedSum),
      serving: queue.serving,
    })),
    desks: status.desks.map((desk) => ({
      deskId: desk.deskId,
      isOpen: desk.isOpen,
      loggedIn: desk.isLoggedIn,
      state: STATES[desk.state ?? ''] ?? StaffState.UNSPECIFIED,
      sinceMs: momentMs(desk.since),
      serviceId: desk.serviceId ?? '',
      ticketNo: desk.ticketNo ?? '',
    })),
    staffLoggedIn: status.staffLoggedIn,
    openLegs: status.openLegs,
    watermarkMs: momentMs(status.watermark),
    clockOffsetMs: BigInt(Math.round(status.clockOffsetMs)),
  });
  return toBinary(CentreStatusSchema, message);
}
