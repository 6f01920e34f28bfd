import type { RegionEntry } from '../../live/catalogue/catalogue';

/** Where a region's cell is, 0-based from the top left of the cells that are used. */
export interface TilePlace {
  readonly region: RegionEntry;
  readonly row: number;
  readonly column: number;
}

/** All cells, and how many rows and columns they take. */
interface TileLayout {
  readonly places: readonly TilePlace[];
  readonly rows: number;
  readonly columns: number;
}

/** Places the regions on their tile-grid map; those without a place, or whose place is taken, go in rows below it. */
export function layTiles(regions: readonly RegionEntry[]): TileLayout {
  const placed: TilePlace[] = [];
  const taken = new Set<string>();
  const loose: RegionEntry[] = [];
  for (const region of regions) {
    const { tileRow: row, tileColumn: column } = region;
    const spot = `${row} ${column}`;
    if (row === null || column === null || taken.has(spot)) loose.push(region);
    else {
      taken.add(spot);
      placed.push({ region, row, column });
    }
  }
  const top = Math.min(...placed.map(({ row }) => row), Number.POSITIVE_INFINITY);
  const left = Math.min(...placed.map(({ column }) => column), Number.POSITIVE_INFINITY);
  const moved = placed.map(({ region, row, column }) => ({ region, row: row - top, column: column - left }));
  const rows = moved.reduce((max, { row }) => Math.max(max, row + 1), 0);
  const columns = Math.max(
    moved.reduce((max, { column }) => Math.max(max, column + 1), 0),
    loose.length > 0 && moved.length === 0 ? Math.ceil(Math.sqrt(loose.length)) : 1,
    1,
  );
  const below = loose.map((region, at) => ({ region, row: rows + Math.floor(at / columns), column: at % columns }));
  return { places: [...moved, ...below], columns, rows: Math.max(1, rows + Math.ceil(loose.length / columns)) };
}
