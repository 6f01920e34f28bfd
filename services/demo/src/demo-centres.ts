import type { CentreDescription, NetworkDescription } from '#config-files/network/network.js';
import { SERVICE_PROFILES, USUAL_PROFILE } from './service-profiles.js';
import type { SimulatedCentre, SimulatedDesk, SimulatedService } from './simulator/simulated-centre.js';

/** The same seed gives the same history on every computer. */
export const DEMO_SEED = 'huduma';

const USUAL_LOAD = 0.64;
const USUAL_ABSENCE = 0.03;

interface Trouble {
  readonly load?: number;
  readonly absence?: number;
}

/** Centres with too few staff, or with more customers than they can serve. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  eastleigh: { load: 0.95, absence: 0.1 },
  kibra: { load: 0.78, absence: 0.08 },
  kitale: { load: 0.62, absence: 0.28 },
  busia: { load: 0.82 },
  garissa: { load: 0.66, absence: 0.2 },
};

/** The desk of a centre whose officer closes tickets within seconds. */
const HASTY: Readonly<Record<string, string>> = { machakos: 'D03' };

/** Incidents on the day of the first start, so that alerts can be seen within the first hour. */
const FIRST_OUTAGE = {
  agencyId: 'kra',
  centreIds: ['nairobi-gpo', 'thika', 'mombasa', 'nakuru', 'kisumu', 'meru', 'kwale'],
};
const FIRST_POWER_CUT = 'homa-bay';
const UNRELIABLE_AGENCIES = ['kra', 'ntsa', 'nrb', 'lands', 'sha'];

function toDesk(centreId: string, desk: CentreDescription['desks'][number], offered: readonly string[]): SimulatedDesk {
  return { id: desk.id, serviceIds: desk.services ?? offered, isHasty: HASTY[centreId] === desk.id };
}

function toServices({ services }: NetworkDescription, offered: readonly string[]): readonly SimulatedService[] {
  const known = new Map(services.map((service) => [service.id, service]));
  return offered.map((id): SimulatedService => {
    const profile = SERVICE_PROFILES[id] ?? USUAL_PROFILE;
    const service = known.get(id);
    return {
      id,
      agencyId: service?.agency,
      weight: profile.weight,
      medianSeconds: profile.medianMinutes * 60,
      spread: profile.spread ?? 0.45,
      shortestSeconds: service?.shortestSeconds ?? 0,
      nextServiceId: profile.next,
      isPoor: profile.isPoor ?? false,
    };
  });
}

/** Describes each centre of the demonstration network for the simulator. */
export function demoCentres(description: NetworkDescription): readonly SimulatedCentre[] {
  const everyService = description.services.map((service) => service.id);
  return description.centres.map((centre): SimulatedCentre => {
    const offered = centre.services ?? everyService;
    const trouble = TROUBLES[centre.id] ?? {};
    const isHit = FIRST_OUTAGE.centreIds.includes(centre.id);
    return {
      id: centre.id,
      isMobile: centre.kind === 'mobile',
      calendar: {
        timeZone: centre.timeZone ?? description.network.timeZone,
        hours: toHours(centre),
        holidays: new Set(centre.holidays),
      },
      services: toServices(description, offered),
      desks: centre.desks.map((desk) => toDesk(centre.id, desk, offered)),
      load: trouble.load ?? USUAL_LOAD,
      absence: trouble.absence ?? (centre.kind === 'mobile' ? 0 : USUAL_ABSENCE),
      unreliableAgencyIds: UNRELIABLE_AGENCIES,
      firstDay: {
        powerCut: centre.id === FIRST_POWER_CUT,
        outageAgencyId: isHit ? FIRST_OUTAGE.agencyId : undefined,
      },
    };
  });
}

function toHours({ openingHours }: CentreDescription): SimulatedCentre['calendar']['hours'] {
  if (openingHours === undefined) return undefined;
  return Object.fromEntries(Object.entries(openingHours).flatMap(([day, hours]) => (hours ? [[day, hours]] : [])));
}
