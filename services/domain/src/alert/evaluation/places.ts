import type { OpeningCalendar } from '../../calendar/opening-hours.js';

/** A centre as far as rules look at it. */
export interface Place {
  readonly centreId: string;
  readonly regionId: string;
  readonly calendar: OpeningCalendar;
  /** Desks of the network's description: the plan. */
  readonly desksPlanned: number;
  /** Services that a desk can give; a desk that is not there gives all of them. */
  readonly servicesOfDesk: ReadonlyMap<string, readonly string[]>;
}

export interface ServicePlace {
  readonly agencyId: string | undefined;
  /** Wait within which a call meets the target, seconds. */
  readonly targetSeconds: number | undefined;
}

/** The network as far as rules look at it. */
export interface Places {
  readonly timeZone: string;
  /** Shares of 1. */
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
  readonly centres: readonly Place[];
  readonly services: ReadonlyMap<string, ServicePlace>;
}
