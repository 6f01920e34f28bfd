import type { CentreStatus, LiveMessage, ScopeFigures } from './live-state';

const NOTHING = { value: null, n: 0, d: 0 };
const WINDOW = {
  minutes: 60,
  served: 0,
  waitMean: NOTHING,
  waitP90: NOTHING,
  serviceLevel: NOTHING,
  satisfaction: NOTHING,
};

/** Sums of a scope for unit tests: ten people wait, all else is nothing. */
export function someFigures(given: Partial<ScopeFigures> = {}): ScopeFigures {
  return {
    asOf: 1_000,
    waitingNow: 10,
    longestWaitSince: null,
    longestWaitCentreId: null,
    meanWaitingSince: null,
    servingNow: 0,
    desksOpen: 0,
    desksTotal: 0,
    staffLoggedIn: 0,
    centresOpen: 0,
    centresTotal: 0,
    agentsSilent: 0,
    agentsTotal: 0,
    upstreamDown: 0,
    servedThisHour: 0,
    servedToday: 0,
    servedUsualToday: null,
    servedUsualThisHour: null,
    waitMeanToday: NOTHING,
    serviceLevelToday: NOTHING,
    satisfactionToday: NOTHING,
    ratingsToday: 0,
    windows: [],
    ...given,
  };
}

/** A centre for unit tests: open, last contact at 1,000 ms, nothing wrong. */
export function aCentre(given: Partial<CentreStatus> = {}): CentreStatus {
  return {
    centreId: 'c',
    dataAsOf: 1_000,
    lastEventAt: 1_000,
    heartbeatSeconds: 10,
    freshness: 'fresh',
    freshnessSince: 1_000,
    isOpen: true,
    expectedOpen: true,
    powerDown: false,
    upstreamDownAgencyIds: [],
    waitingNow: 0,
    longestWaitSince: null,
    meanWaitingSince: null,
    servingNow: 0,
    desksOpen: 1,
    desksTotal: 1,
    staffLoggedIn: 1,
    severity: 'normal',
    lastHour: WINDOW,
    troubles: [],
    ...given,
  };
}

type MessageOf<Name extends LiveMessage['__typename']> = Extract<LiveMessage, { readonly __typename: Name }>;

/** A snapshot for unit tests. */
export function aSnapshot(given: Partial<MessageOf<'LiveSnapshot'>> = {}): LiveMessage {
  return {
    __typename: 'LiveSnapshot',
    seq: 1,
    serverTime: 1_000,
    watermark: 1_000,
    buildId: 'build',
    figures: someFigures(),
    centres: [],
    ...given,
  };
}

/** A delta for unit tests. */
export function aDelta(given: Partial<MessageOf<'LiveDelta'>> = {}): LiveMessage {
  return {
    __typename: 'LiveDelta',
    seq: 2,
    serverTime: 2_000,
    watermark: 2_000,
    changedFigures: null,
    centres: [],
    ...given,
  };
}

/** A heartbeat for unit tests. */
export function aHeartbeat(given: Partial<MessageOf<'LiveHeartbeat'>> = {}): LiveMessage {
  return { __typename: 'LiveHeartbeat', seq: 2, serverTime: 2_000, watermark: 2_000, buildId: 'build', ...given };
}
