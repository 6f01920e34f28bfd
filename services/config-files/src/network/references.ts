import type { PlacedFault } from '../yaml/describe-issue.js';

type Raw = Readonly<Record<string, unknown>>;

const asMap = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Collects the ids of a list, and reports each id that is used twice. */
function collectIds(list: unknown, at: readonly PropertyKey[], what: string, faults: PlacedFault[]): Set<string> {
  const ids = new Set<string>();
  listOf(list).forEach((entry, index) => {
    const { id } = asMap(entry);
    if (typeof id !== 'string') return;
    if (ids.has(id)) {
      faults.push({
        path: [...at, index, 'id'],
        message: `The ${what} id "${id}" is used twice; give each ${what} its own.`,
      });
    }
    ids.add(id);
  });
  return ids;
}

function checkReference(
  value: unknown,
  known: ReadonlySet<string>,
  path: readonly PropertyKey[],
  list: string,
  faults: PlacedFault[],
): void {
  if (typeof value !== 'string' || known.has(value)) return;
  faults.push({ path, message: `"${value}" is not among the ${list}; add it there or correct the id here.` });
}

function checkTiles(regions: unknown, faults: PlacedFault[]): void {
  const taken = new Map<string, unknown>();
  listOf(regions).forEach((entry, index) => {
    const { id, tile } = asMap(entry);
    const { row, column } = asMap(tile);
    if (typeof row !== 'number' || typeof column !== 'number') return;
    const cell = `${row}/${column}`;
    const other = taken.get(cell);
    if (other === undefined) taken.set(cell, id);
    else {
      const message = `Row ${row}, column ${column} of the map is already used by "${String(other)}"; choose another cell.`;
      faults.push({ path: ['regions', index, 'tile'], message });
    }
  });
}

function checkCentre(
  centre: Raw,
  at: readonly PropertyKey[],
  regions: ReadonlySet<string>,
  services: ReadonlySet<string>,
  faults: PlacedFault[],
): void {
  checkReference(centre.region, regions, [...at, 'region'], 'regions', faults);
  if ((centre.latitude === undefined) !== (centre.longitude === undefined)) {
    faults.push({ path: at, message: 'Latitude and longitude go together; give both or neither.' });
  }
  const own = centre.services === undefined ? services : new Set(listOf(centre.services).map(String));
  listOf(centre.services).forEach((service, index) => {
    checkReference(service, services, [...at, 'services', index], 'services', faults);
  });
  collectIds(centre.desks, [...at, 'desks'], 'desk', faults);
  listOf(centre.desks).forEach((desk, deskIndex) => {
    listOf(asMap(desk).services).forEach((service, index) => {
      const path = [...at, 'desks', deskIndex, 'services', index];
      if (typeof service !== 'string' || !services.has(service))
        checkReference(service, services, path, 'services', faults);
      else checkReference(service, own, path, "centre's services", faults);
    });
  });
}

/**
 * Reports every reference to an unknown id, every id used twice and every map cell used twice. Accepts any shape, so
 * that it also works on a faulty file.
 */
export function checkReferences(raw: unknown): readonly PlacedFault[] {
  const faults: PlacedFault[] = [];
  const root = asMap(raw);
  const regions = collectIds(root.regions, ['regions'], 'region', faults);
  const agencies = collectIds(root.agencies, ['agencies'], 'agency', faults);
  const services = collectIds(root.services, ['services'], 'service', faults);
  collectIds(root.centres, ['centres'], 'centre', faults);
  checkTiles(root.regions, faults);
  listOf(root.services).forEach((service, index) => {
    checkReference(asMap(service).agency, agencies, ['services', index, 'agency'], 'agencies', faults);
  });
  listOf(root.centres).forEach((centre, index) => {
    checkCentre(asMap(centre), ['centres', index], regions, services, faults);
  });
  return faults;
}
