import { fromBinary } from '@bufbuild/protobuf';
import type { CentreStatus } from '#domain/status/centre-status.js';
import { StaffState } from '../gen/mnara/v1/event_pb.js';
import { CentreStatusSchema } from '../gen/mnara/v1/status_pb.js';

const STATES: Readonly<Record<number, string>> = {
  [StaffState.AVAILABLE]: 'available',
  [StaffState.SERVING]: 'serving',
  [StaffState.WRAP_UP]: 'wrap_up',
  [StaffState.BREAK]: 'break',
  [StaffState.BACK_OFFICE]: 'back_office',
};

const moment = (ms: bigint): number | null => (ms === 0n ? null : Number(ms));
const text = (value: string): string | null => (value === '' ? null : value);

/** Decodes one centre's status. @throws Error when the bytes are not a CentreStatus */
export function readCentreStatus(bytes: Uint8Array): CentreStatus {
  const status = fromBinary(CentreStatusSchema, bytes);
  return {
    centreId: status.centreId,
    asOf: Number(status.asOfMs),
    lastEventAt: moment(status.lastEventAtMs),
    lastContactAt: moment(status.lastContactAtMs),
    watermark: moment(status.watermarkMs),
    clockOffsetMs: Number(status.clockOffsetMs),
    heartbeatSeconds: status.heartbeatSeconds,
    isOpen: status.isOpen,
    powerDown: status.powerDown,
    upstreamDownAgencyIds: status.upstreamDownAgencyIds,
    queues: status.queues.map((queue) => ({
      serviceId: queue.serviceId,
      waiting: queue.waiting,
      longestSince: moment(queue.longestSinceMs),
      issuedSum: Number(queue.issuedSumMs),
      serving: queue.serving,
    })),
    desks: status.desks.map((desk) => ({
      deskId: desk.deskId,
      isOpen: desk.isOpen,
      isLoggedIn: desk.loggedIn,
      state: desk.loggedIn ? (STATES[desk.state] ?? null) : null,
      since: moment(desk.sinceMs),
      serviceId: text(desk.serviceId),
      ticketNo: text(desk.ticketNo),
    })),
    staffLoggedIn: status.staffLoggedIn,
    openLegs: status.openLegs,
  };
}
