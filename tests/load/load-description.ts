import { stringify } from 'yaml';
import type { NetworkDescription } from '#config-files/network/network.js';

/** The centres of the load, and a quiet centre whose figures only a probe changes. */
export const QUIET_CENTRE = 'QUIET';
const REGIONS = 10;

/**
 * The description of a network for a load: C0.., S0.., D0.. in each centre, and the quiet centre. Centres never close.
 */
export function loadDescription(size: { centres: number; services: number; desks: number }): string {
  const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const desks = numbered(size.desks).map((n) => ({ id: `D${n}`, names: { en: `Desk ${n}` } }));
  const centre = (id: string, n: number): NetworkDescription['centres'][number] => ({
    id,
    names: { en: `Centre ${id}` },
    region: `R${n % REGIONS}`,
    kind: 'stationary',
    closingPolicy: 'keep',
    latitude: (n % 9) - 4,
    longitude: 35 + (n % 7),
    holidays: [],
    desks,
  });
  const network: NetworkDescription = {
    network: { id: 'load', names: { en: 'Load' }, timeZone: 'Africa/Nairobi' },
    regions: numbered(REGIONS).map((n) => ({
      id: `R${n}`,
      names: { en: `Region ${n}` },
      tile: { row: Math.floor(n / 5), column: n % 5, label: `R${n}` },
    })),
    agencies: [{ id: 'A0', names: { en: 'Agency' } }],
    services: numbered(size.services).map((n) => ({
      id: `S${n}`,
      names: { en: `Service ${n}` },
      agency: 'A0',
      targetSeconds: 600,
      shortestSeconds: 1,
    })),
    centres: [...numbered(size.centres).map((n) => centre(`C${n}`, n)), centre(QUIET_CENTRE, 0)],
  };
  return stringify(network, { aliasDuplicateObjects: false });
}
