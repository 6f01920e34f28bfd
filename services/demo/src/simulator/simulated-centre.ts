import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';

/** A service in the simulation. */
export interface SimulatedService {
  readonly id: string;
  readonly agencyId: string | undefined;
  /** Relative frequency of requests for this service. */
  readonly weight: number;
  /** The median service time. */
  readonly medianSeconds: number;
  /** Standard deviation of the logarithm of the duration. */
  readonly spread: number;
  /** A served leg that is shorter than this is a quick close. */
  readonly shortestSeconds: number;
  /** The service to which some customers are transferred. */
  readonly nextServiceId: string | undefined;
  /** Whether customers give it poor ratings. */
  readonly isPoor: boolean;
}

export interface SimulatedDesk {
  readonly id: string;
  readonly serviceIds: readonly string[];
  /** Whether its officer closes many tickets within seconds. */
  readonly isHasty: boolean;
}

/** A centre in the simulation. */
export interface SimulatedCentre {
  readonly id: string;
  readonly isMobile: boolean;
  readonly calendar: OpeningCalendar;
  readonly services: readonly SimulatedService[];
  readonly desks: readonly SimulatedDesk[];
  /** Demand as a share of the capacity of all desks; near 1, queues grow for hours. */
  readonly load: number;
  /** Share of desks without an officer on a day. */
  readonly absence: number;
  /** Agencies whose systems fail sometimes. */
  readonly unreliableAgencyIds: readonly string[];
  /** The incidents of the first day: whether there is a power cut, and which agency's system fails. */
  readonly firstDay: { readonly powerCut: boolean; readonly outageAgencyId: string | undefined };
}

/** Mean desk time of one customer, seconds. */
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
