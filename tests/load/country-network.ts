import { type NetworkDescription, WEEKDAYS, type Weekday } from '#config-files/network/network.js';
import { chooseTimeZone } from '#demo/demo-network.js';
import type { SimulatedCentre, SimulatedService } from '#demo/simulator/simulated-centre.js';

/**
 * Vietnam's network: 12,638 one-stop shops with 31,500 staff in 63 provinces. Smaller and larger ones are made in the
 * same proportions.
 */
export const VIETNAM_CENTRES = 12_638;
const STAFF_OF_CENTRE = 31_500 / VIETNAM_CENTRES;
const REGIONS = 63;
const SERVICES = 20;
const AGENCIES = 5;
const DESKS = { province: 30, district: 8, commune: 2 } as const;
const PROVINCE_EACH = 200;
const DISTRICT_EACH = 18;
const LOAD = 0.64;
const OPEN: [string, string] = ['08:00', '17:00'];

/** A network of a country's kind. */
export interface CountrySize {
  readonly centres: number;
  /** Desks and staff of each centre, as a multiple of Vietnam's; the network's events grow with it. */
  readonly times: number;
}

export interface Country {
  readonly timeZone: string;
  readonly description: NetworkDescription;
  /** How many desks each centre has. */
  readonly desksOf: readonly number[];
  /** A centre with this number of desks, for the simulator. */
  simulated(id: string, desks: number): SimulatedCentre;
}

/**
 * Desks of each centre: some large offices, many small ones, and so many posts with one desk more that the staff adds
 * up.
 */
function desksOfAll({ centres, times }: CountrySize): number[] {
  const desks = Array.from({ length: centres }, (_, n): number =>
    n % PROVINCE_EACH === 0 ? DESKS.province : n % DISTRICT_EACH === 1 ? DESKS.district : DESKS.commune,
  );
  let missing = Math.round(centres * STAFF_OF_CENTRE) - desks.reduce((sum, count) => sum + count, 0);
  for (let n = 2; n < centres && missing > 0; n += 1) {
    if (desks[n] !== DESKS.commune) continue;
    desks[n] = DESKS.commune + 1;
    missing -= 1;
  }
  return desks.map((count) => count * times);
}

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** In a time zone in which it is mid-morning now, when a country's centres are busiest. */
export function makeCountry(size: CountrySize, now: number): Country {
  const timeZone = chooseTimeZone(now);
  const desksOf = desksOfAll(size);
  const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, [OPEN]])) as Record<Weekday, [string, string][]>;
  const description: NetworkDescription = {
    network: { id: 'country', names: { en: 'Country' }, timeZone },
    regions: numbered(REGIONS).map((n) => ({
      id: `R${n}`,
      names: { en: `Province ${n}` },
      tile: { row: Math.floor(n / 9), column: n % 9, label: `P${n}` },
    })),
    agencies: numbered(AGENCIES).map((n) => ({ id: `A${n}`, names: { en: `Agency ${n}` } })),
    services: numbered(SERVICES).map((n) => ({
      id: `S${n}`,
      names: { en: `Service ${n}` },
      agency: `A${n % AGENCIES}`,
      targetSeconds: 1_800,
      shortestSeconds: 60,
    })),
    centres: desksOf.map((desks, n) => ({
      id: `C${n}`,
      names: { en: `Centre ${n}` },
      region: `R${n % REGIONS}`,
      kind: 'stationary',
      closingPolicy: 'void',
      latitude: 8.5 + ((n * 7_919) % 1_480) / 100,
      longitude: 102 + ((n * 104_729) % 740) / 100,
      openingHours: hours,
      holidays: [],
      desks: numbered(desks).map((desk) => ({ id: `D${desk}` })),
    })),
  };
  return { timeZone, description, desksOf, simulated: (id, desks) => simulatedCentre(id, desks, timeZone, hours) };
}

function simulatedCentre(
  id: string,
  desks: number,
  timeZone: string,
  hours: SimulatedCentre['calendar']['hours'],
): SimulatedCentre {
  const services = numbered(SERVICES).map(
    (n): SimulatedService => ({
      id: `S${n}`,
      agencyId: `A${n % AGENCIES}`,
      weight: 1 + (n % 4),
      medianSeconds: 300 + 60 * (n % 9),
      spread: 0.45,
      shortestSeconds: 60,
      nextServiceId: n % 5 === 0 ? `S${(n + 1) % SERVICES}` : undefined,
      isPoor: false,
    }),
  );
  return {
    id,
    isMobile: false,
    calendar: { timeZone, hours, holidays: new Set() },
    services,
    desks: numbered(desks).map((n) => ({ id: `D${n}`, serviceIds: services.map((one) => one.id), isHasty: false })),
    load: LOAD,
    absence: 0.03,
    unreliableAgencyIds: [],
    firstDay: { powerCut: false, outageAgencyId: undefined },
  };
}
