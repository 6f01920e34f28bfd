import { isExpectedOpen, openSpan } from '#domain/calendar/opening-hours.js';
import { type CentreStatus, type DeskStatus, NEVER_CONNECTED } from '#domain/status/centre-status.js';
import { freshnessKind, freshnessOf } from '#domain/status/freshness.js';
import { earliest, severityOf, type TroubleContext, troublesOf } from '#domain/status/trouble.js';
import { type WindowSums, windowFigures } from '#store/live/figure-sums.js';
import type { CentreRecord, DeskRecord, Directory } from '#store/network/directory.js';
import type { CentreStatus as SchemaCentreStatus } from '../gql/schema-types.js';

/**
 * The status of a centre as a viewer sees it, with the desks that the network declares and with the values that sums
 * over scopes need.
 */
export interface CentreView extends SchemaCentreStatus {
  /** Not in the schema. */
  readonly issuedSum: number;
}

const sumOf = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((total, item) => total + amount(item), 0);

const meanSince = (issuedSum: number, waiting: number): number | null => (waiting > 0 ? issuedSum / waiting : null);

/** Removes what an agency may not see of a centre that it shares with others. */
function withinAgency(status: CentreStatus, centre: CentreRecord, visible: Directory, agencyId: string): CentreStatus {
  const desks = new Set(centre.desks.map((desk) => desk.id));
  const queues = status.queues.filter((queue) => visible.serviceById.has(queue.serviceId));
  const own = status.desks
    .filter((desk) => desks.has(desk.deskId))
    .map((desk) =>
      desk.serviceId === null || visible.serviceById.has(desk.serviceId)
        ? desk
        : { ...desk, serviceId: null, ticketNo: null },
    );
  return {
    ...status,
    queues,
    desks: own,
    staffLoggedIn: own.filter((desk) => desk.isLoggedIn).length,
    upstreamDownAgencyIds: status.upstreamDownAgencyIds.filter((id) => id === agencyId),
  };
}

const contextOf = (centre: CentreRecord, visible: Directory, now: number): TroubleContext => ({
  now,
  expectedOpenSince: openSpan(centre.calendar, now)?.from,
  service: (serviceId) => visible.serviceById.get(serviceId),
});

/** Every declared desk, closed where nothing is known of it, followed by desks that only the centre reports. */
function allDesks(declared: readonly DeskRecord[], known: readonly DeskStatus[]): DeskStatus[] {
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

/** The parts of a view that change with time alone; when the text differs, the view differs. */
export function clockSignature(
  known: CentreStatus | undefined,
  centre: CentreRecord,
  visible: Directory,
  now: number,
): string {
  const status = known ?? { centreId: centre.id, ...NEVER_CONNECTED };
  const context = contextOf(centre, visible, now);
  const troubles = troublesOf(status, context).map(
    (trouble) => `${trouble.kind}/${trouble.severity}/${trouble.subjectId}`,
  );
  return [freshnessKind(status, now), context.expectedOpenSince, ...troubles].join(' ');
}

/**
 * The view of a centre at a moment.
 * @param visible the directory as the viewer sees it
 * @param agencyId set for viewers who see one agency only
 */
export function centreView(
  known: CentreStatus | undefined,
  centre: CentreRecord,
  visible: Directory,
  hour: WindowSums | undefined,
  now: number,
  agencyId?: string,
): CentreView {
  const whole = known ?? { centreId: centre.id, ...NEVER_CONNECTED };
  const status = agencyId === undefined ? whole : withinAgency(whole, centre, visible, agencyId);
  const freshness = freshnessOf(status, now);
  const troubles = troublesOf(status, contextOf(centre, visible, now));
  const waitingNow = sumOf(status.queues, (queue) => queue.waiting);
  const issuedSum = sumOf(status.queues, (queue) => queue.issuedSum);
  const desks = allDesks(centre.desks, status.desks);
  return {
    centreId: centre.id,
    dataAsOf: status.lastContactAt,
    lastEventAt: status.lastEventAt,
    heartbeatSeconds: status.heartbeatSeconds,
    freshness: freshness.kind,
    freshnessSince: freshness.since,
    isSilent: freshness.kind === 'silent',
    isOpen: status.isOpen,
    expectedOpen: isExpectedOpen(centre.calendar, now),
    powerDown: status.powerDown,
    upstreamDownAgencyIds: status.upstreamDownAgencyIds,
    waitingNow,
    longestWaitSince: earliest(status.queues.map((queue) => queue.longestSince)),
    meanWaitingSince: meanSince(issuedSum, waitingNow),
    servingNow: sumOf(status.queues, (queue) => queue.serving),
    desksOpen: desks.filter((desk) => desk.isOpen).length,
    desksTotal: desks.length,
    staffLoggedIn: status.staffLoggedIn,
    lastHour: windowFigures(60, hour),
    severity: severityOf(status, troubles),
    troubles,
    queues: status.queues.map(({ serviceId, waiting, serving, longestSince, issuedSum: sum }) => ({
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
