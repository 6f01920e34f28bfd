import type { OpeningCalendar } from '../../calendar/opening-hours.js';

/** What rules need to know of a centre. */
export interface Place {
  readonly centreId: string;
  readonly regionId: string;
  readonly calendar: OpeningCalendar;
  /** Planned desks, from the network's description. */
  readonly desksPlanned: number;
  /** Services that a desk can provide; a desk that is not listed provides all of them. */
  readonly servicesOfDesk: ReadonlyMap<string, readonly string[]>;
}

export interface ServicePlace {
  readonly agencyId: string | undefined;
  /** Wait within which a call meets the target, seconds. */
  readonly targetSeconds: number | undefined;
}

/** What rules need to know of the network. */
export interface Places {
  readonly timeZone: string;
  /** Shares of 1. */
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
  readonly centres: readonly Place[];
  readonly services: ReadonlyMap<string, ServicePlace>;
}
