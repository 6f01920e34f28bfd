import { isExpectedOpen, openSpan } from '#domain/calendar/opening-hours.js';
import { type DeskPart, NEVER_HEARD, type StatusPicture } from '#domain/status/status-picture.js';
import { type CentrePicture, isSilent, severityOf, troublesOf } from '#domain/status/trouble.js';
import { type WindowSums, windowFigures } from '#store/live/figure-sums.js';
import type { CentreRecord, DeskRecord, Directory } from '#store/network/directory.js';
import type { CentreStatus as SchemaCentreStatus } from '../gql/schema-types.js';

/** A centre's live picture as the API gives it, with what the sums of scopes need. */
export interface CentreStatus extends SchemaCentreStatus {
  /** Not in the schema. */
  readonly issuedSum: number;
}

const sumOf = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((total, item) => total + amount(item), 0);

const earliest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce<number | null>(
    (least, moment) => (moment === null ? least : least === null ? moment : Math.min(least, moment)),
    null,
  );

const meanSince = (issuedSum: number, waiting: number): number | null => (waiting > 0 ? issuedSum / waiting : null);

/** Takes out what an agency may not see of the centres that it shares with others. */
function withinAgency(
  picture: StatusPicture,
  centre: CentreRecord,
  visible: Directory,
  agencyId: string,
): StatusPicture {
  const desks = new Set(centre.desks.map((desk) => desk.id));
  const queues = picture.queues.filter((queue) => visible.serviceById.has(queue.serviceId));
  const own = picture.desks
    .filter((desk) => desks.has(desk.deskId))
    .map((desk) =>
      desk.serviceId === null || visible.serviceById.has(desk.serviceId)
        ? desk
        : { ...desk, serviceId: null, ticketNo: null },
    );
  return {
    ...picture,
    queues,
    desks: own,
    staffLoggedIn: own.filter((desk) => desk.isLoggedIn).length,
    upstreamDownAgencyIds: picture.upstreamDownAgencyIds.filter((id) => id === agencyId),
  };
}

/** What decides whether a centre is in trouble. */
function pictureOf(picture: StatusPicture, centre: CentreRecord, visible: Directory, now: number): CentrePicture {
  return {
    now,
    dataAsOf: picture.lastContactAt ?? undefined,
    heartbeatSeconds: picture.heartbeatSeconds,
    isOpen: picture.isOpen,
    expectedOpenSince: openSpan(centre.calendar, now)?.from,
    powerDown: picture.powerDown,
    upstreamDownAgencyIds: picture.upstreamDownAgencyIds,
    desksOpen: picture.desks.filter((desk) => desk.isOpen).length,
    queues: picture.queues.map((queue) => {
      const service = visible.serviceById.get(queue.serviceId);
      return {
        serviceId: queue.serviceId,
        agencyId: service?.agencyId ?? undefined,
        targetSeconds: service?.targetSeconds ?? undefined,
        waiting: queue.waiting,
        serving: queue.serving,
        longestWaitSince: queue.longestSince ?? undefined,
      };
    }),
  };
}

/** Every declared desk, closed where nothing is known of it, then those that only the centre knows. */
function allDesks(declared: readonly DeskRecord[], known: readonly DeskPart[]): DeskPart[] {
  const byId = new Map(known.map((desk) => [desk.deskId, desk]));
  const closed = declared.map(
    ({ id }) =>
      byId.get(id) ?? {
        deskId: id,
        isOpen: false,
        isLoggedIn: false,
        state: null,
        since: null,
        serviceId: null,
        ticketNo: null,
      },
  );
  const names = new Set(declared.map((desk) => desk.id));
  return [...closed, ...known.filter((desk) => !names.has(desk.deskId))];
}

/** What of a centre changes by the clock alone; another text means another picture. */
export function clockSignature(
  picture: StatusPicture | undefined,
  centre: CentreRecord,
  visible: Directory,
  now: number,
): string {
  const seen = pictureOf(picture ?? { centreId: centre.id, ...NEVER_HEARD }, centre, visible, now);
  const troubles = troublesOf(seen).map((trouble) => `${trouble.kind}/${trouble.severity}/${trouble.subjectId}`);
  return [isSilent(seen), seen.expectedOpenSince, ...troubles].join(' ');
}

/**
 * A centre's live picture at a moment.
 * @param visible the directory as the viewer sees it
 * @param agencyId set for viewers who see one agency only
 */
export function centreStatus(
  status: StatusPicture | undefined,
  centre: CentreRecord,
  visible: Directory,
  hour: WindowSums | undefined,
  now: number,
  agencyId?: string,
): CentreStatus {
  const whole = status ?? { centreId: centre.id, ...NEVER_HEARD };
  const picture = agencyId === undefined ? whole : withinAgency(whole, centre, visible, agencyId);
  const seen = pictureOf(picture, centre, visible, now);
  const troubles = troublesOf(seen);
  const waitingNow = sumOf(picture.queues, (queue) => queue.waiting);
  const issuedSum = sumOf(picture.queues, (queue) => queue.issuedSum);
  const desks = allDesks(centre.desks, picture.desks);
  return {
    centreId: centre.id,
    dataAsOf: picture.lastContactAt,
    lastEventAt: picture.lastEventAt,
    heartbeatSeconds: picture.heartbeatSeconds,
    isSilent: isSilent(seen),
    isOpen: picture.isOpen,
    expectedOpen: isExpectedOpen(centre.calendar, now),
    powerDown: picture.powerDown,
    upstreamDownAgencyIds: picture.upstreamDownAgencyIds,
    waitingNow,
    longestWaitSince: earliest(picture.queues.map((queue) => queue.longestSince)),
    meanWaitingSince: meanSince(issuedSum, waitingNow),
    servingNow: sumOf(picture.queues, (queue) => queue.serving),
    desksOpen: desks.filter((desk) => desk.isOpen).length,
    desksTotal: desks.length,
    staffLoggedIn: picture.staffLoggedIn,
    lastHour: windowFigures(60, hour),
    severity: severityOf(seen, troubles),
    troubles,
    queues: picture.queues.map(({ serviceId, waiting, serving, longestSince, issuedSum: sum }) => ({
      serviceId,
      waiting,
      serving,
      longestWaitSince: longestSince,
      meanWaitingSince: meanSince(sum, waiting),
    })),
    desks,
    issuedSum,
  };
}
