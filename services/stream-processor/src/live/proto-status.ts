import { create, toBinary } from '@bufbuild/protobuf';
import { StaffState } from '#contracts/gen/mnara/v1/event_pb.js';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import type { FeedEntry } from '#platform/event-log/latest-feed.js';
import type { CentreStatusView } from './centre-status-view.js';

const STATES = {
  available: StaffState.AVAILABLE,
  serving: StaffState.SERVING,
  wrap_up: StaffState.WRAP_UP,
  break: StaffState.BREAK,
  back_office: StaffState.BACK_OFFICE,
} as const;

/** A centre's status as an entry of the status feed; written only when the feed sends it, for a drain changes it many times before. */
export const statusEntry = (view: CentreStatusView): FeedEntry => ({
  key: view.centreId,
  get value() {
    return statusBytes(view);
  },
});

function statusBytes(view: CentreStatusView): Uint8Array {
  const message = create(CentreStatusSchema, {
    centreId: view.centreId,
    asOfMs: BigInt(Math.round(view.asOf)),
    lastEventAtMs: BigInt(view.lastEventAt),
    lastContactAtMs: BigInt(view.lastContactAt),
    heartbeatSeconds: view.heartbeatSeconds,
    isOpen: view.isOpen,
    powerDown: view.powerDown,
    upstreamDownAgencyIds: [...view.upstreamDown],
    queues: view.queues.map((queue) => ({
      serviceId: queue.serviceId,
      waiting: queue.waiting,
      longestSinceMs: BigInt(queue.longestSince),
      issuedSumMs: BigInt(queue.issuedSum),
      serving: queue.serving,
    })),
    desks: view.desks.map((desk) => ({
      deskId: desk.deskId,
      isOpen: desk.isOpen,
      loggedIn: desk.isLoggedIn,
      state: desk.state === undefined ? StaffState.UNSPECIFIED : STATES[desk.state],
      sinceMs: BigInt(desk.since),
      serviceId: desk.serviceId ?? '',
      ticketNo: desk.ticketNo ?? '',
    })),
    staffLoggedIn: view.staffLoggedIn,
    openLegs: view.openLegs,
    watermarkMs: BigInt(Math.round(view.watermark)),
    clockOffsetMs: BigInt(Math.round(view.clockOffset)),
  });
  return toBinary(CentreStatusSchema, message);
}
