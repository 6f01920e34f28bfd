import { describe, expect, it } from 'vitest';
import type { RegionEntry } from '../../live/catalogue/catalogue';
import { layTiles } from './lay-tiles';
import { placeLabels, projectPoints } from './project-points';

const region = (id: string, tileRow: number | null, tileColumn: number | null): RegionEntry => ({
  id,
  name: id,
  tileRow,
  tileColumn,
  tileLabel: id,
  centreIds: [],
});

describe('layTiles', () => {
  it('keeps the map’s places, from its own top left', () => {
    const { places, rows, columns } = layTiles([region('a', 2, 3), region('b', 4, 5)]);
    expect(places.map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect([rows, columns]).toEqual([3, 3]);
  });

  it('loses no region that has no place or shares one', () => {
    const { places, rows } = layTiles([region('a', 0, 0), region('twin', 0, 0), region('c', null, null)]);
    expect(places.map(({ region: { id }, row }) => [id, row])).toEqual([
      ['a', 0],
      ['twin', 1],
      ['c', 2],
    ]);
    expect(rows).toBe(3);
    expect(layTiles([region('a', null, null), region('b', null, null), region('c', null, null)]).columns).toBe(2);
    expect(layTiles([])).toEqual({ places: [], rows: 1, columns: 1 });
  });
});

describe('projectPoints', () => {
  it('fits the places into the box, north up, east right, and true to shape', () => {
    const [north, east] = projectPoints(
      [
        { id: 'n', name: 'n', latitude: 1, longitude: 0 },
        { id: 'e', name: 'e', latitude: -1, longitude: 2 },
      ],
      400,
      200,
      10,
    );
    expect(north).toMatchObject({ y: 10 });
    expect(east?.y).toBeCloseTo(190);
    expect((east?.x ?? 0) - (north?.x ?? 0)).toBeCloseTo(180, 0);
    expect(projectPoints([], 400, 200, 10)).toEqual([]);
    expect(projectPoints([{ id: 'n', name: 'n', latitude: 1, longitude: 0 }], 400, 200, 10)[0]).toMatchObject({
      x: 200,
      y: 100,
    });
  });

  it('names points only where names do not cover one another, the first first', () => {
    const labels = placeLabels(
      [
        { id: 'a', name: 'Alpha', x: 100, y: 50 },
        { id: 'b', name: 'Beta', x: 105, y: 52 },
        { id: 'c', name: 'Gamma', x: 106, y: 54 },
      ],
      10,
      200,
      100,
    );
    expect(labels.map(({ id, anchor }) => [id, anchor])).toEqual([
      ['a', 'start'],
      ['b', 'end'],
    ]);
  });
});
