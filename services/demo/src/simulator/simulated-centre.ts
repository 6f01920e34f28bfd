import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';

/** A service as the simulation sees it. */
export interface SimulatedService {
  readonly id: string;
  readonly agencyId: string | undefined;
  /** How often it is asked for, against the others. */
  readonly weight: number;
  /** Half of the services are shorter. */
  readonly medianSeconds: number;
  /** Spread of the duration's logarithm. */
  readonly spread: number;
  /** A served leg under this is a quick close. */
  readonly shortestSeconds: number;
  /** Where some customers have to go on to. */
  readonly nextServiceId: string | undefined;
  /** Customers are unhappy with it. */
  readonly isPoor: boolean;
}

export interface SimulatedDesk {
  readonly id: string;
  readonly serviceIds: readonly string[];
  /** Its officer closes many tickets within seconds. */
  readonly isHasty: boolean;
}

/** A centre and what its days are like. */
export interface SimulatedCentre {
  readonly id: string;
  readonly isMobile: boolean;
  readonly calendar: OpeningCalendar;
  readonly services: readonly SimulatedService[];
  readonly desks: readonly SimulatedDesk[];
  /** Work that customers bring, as a share of what all desks can do; near 1 queues grow for hours. */
  readonly load: number;
  /** Share of desks that nobody staffs on a day. */
  readonly absence: number;
  /** Agencies whose systems fail now and then. */
  readonly frailAgencyIds: readonly string[];
  /** The first day has a power cut here, and an outage of this agency. */
  readonly firstDay: { readonly powerCut: boolean; readonly outageAgencyId: string | undefined };
}

/** The means that sizing needs: seconds of desk time for one arriving customer. */
export function handlingSeconds(services: readonly SimulatedService[]): number {
  const weight = services.reduce((sum, service) => sum + service.weight, 0);
  const work = services.reduce((sum, service) => {
    const mean = service.medianSeconds * Math.exp(service.spread ** 2 / 2);
    return sum + service.weight * mean;
  }, 0);
  return weight === 0 ? 0 : work / weight + WALK_SECONDS + WRAP_UP_SECONDS;
}

const WALK_SECONDS = 40;
const WRAP_UP_SECONDS = 12;
