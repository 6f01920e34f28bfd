import { type DeskService, servingTimes } from '#domain/status/serving.js';
import type { KeyedTimelineFact } from '#domain/status/timeline.js';
import { type Attendance, attendanceOf, firstAttendance } from '#domain/visit/appointment.js';
import type { CentreDimension } from '../network/dimension-store.js';
import type { Dimensions } from '../network/dimensions.js';
import type { TimelineKey, VisitKey } from '../visits/record-keys.js';
import { addAppointment, placeAppointment, type StoredAppointment } from './appointment-rollup.js';
import { FAMILIES, FAMILY_NAMES, type Family, RollupDeltas } from './rollup-deltas.js';
import {
  addLeg,
  addServing,
  addTimeline,
  type PlacedLeg,
  placeVisit,
  type StoredLeg,
  serviceOf,
} from './visit-rollup.js';

/** A stored rollup row: its key columns as text (buckets as Unix milliseconds) joined by '|', and its sums. */
export interface StoredRollup {
  readonly key: string;
  readonly sums: readonly number[];
}

/** Reads of one consistent moment of the database. */
export interface RecomputeReads {
  /**
   * Unix milliseconds from which on a centre's legs are all there; absent: always. Rollups before it cannot be
   * compared.
   */
  boundaries(): Promise<ReadonlyMap<number, number>>;
  /** Unix milliseconds from which on the minutes of regions are kept; 0: always. */
  minutesKeptFrom(): Promise<number>;
  visitsOf(centreKey: number): AsyncIterable<VisitKey & { readonly legs: readonly StoredLeg[] }>;
  appointmentsOf(centreKey: number): Promise<readonly StoredAppointment[]>;
  timelinesOf(centreKey: number): Promise<readonly (TimelineKey & { readonly facts: readonly KeyedTimelineFact[] })[]>;
  rollupsOf(family: Family, regionKey: number, centreKeys: readonly number[]): Promise<readonly StoredRollup[]>;
}

/** A rollup row that is not what the legs add up to. */
export interface Difference {
  readonly family: Family;
  readonly key: string;
  readonly column: string;
  readonly stored: number;
  readonly recomputed: number;
}

export interface Recomputation {
  readonly legs: number;
  readonly rows: number;
  readonly differences: number;
  /** The first of them. */
  readonly examples: readonly Difference[];
}

const MOST_EXAMPLES = 50;

/**
 * A row's centre (or region) and its bucket (or day), from its key as text. Texts of others' making may hold a '|'
 * too.
 */
function placeOf(family: Family, key: string): { readonly owner: number; readonly bucket: string } {
  const columns: readonly string[] = FAMILIES[family].key;
  const place = columns.findIndex((column) => column === 'bucket' || column === 'day');
  const isLast = place === columns.length - 1;
  const bucket = isLast ? key.slice(key.lastIndexOf('|') + 1) : (key.split('|')[place] ?? '');
  return { owner: Number(key.slice(0, key.indexOf('|'))), bucket };
}

/**
 * Whether a row and all of its legs and timelines are still there: those of a bucket that starts at or after the
 * boundary are.
 */
function comparable(
  centres: readonly CentreDimension[],
  boundaries: ReadonlyMap<number, number>,
  minutesFrom: number,
): (family: Family, key: string) => boolean {
  const ofRegion = Math.max(minutesFrom, ...centres.map(({ centreKey }) => boundaries.get(centreKey) ?? 0));
  if (ofRegion === 0) return () => true;
  const days = new Map(
    centres.map(({ centreKey, zone }) => [centreKey, zone.dateOf(boundaries.get(centreKey) ?? 0)] as const),
  );
  return (family, key) => {
    const { owner, bucket } = placeOf(family, key);
    if (family === 'data_quality') return bucket > (days.get(owner) ?? '');
    return Number(bucket) >= (family === 'region_minute' ? ofRegion : (boundaries.get(owner) ?? 0));
  };
}

/** @returns how many stored rows were compared */
function compare(
  family: Family,
  stored: readonly StoredRollup[],
  expected: ReadonlyMap<string, readonly number[]>,
  isComparable: (family: Family, key: string) => boolean,
  note: (difference: Difference) => void,
): number {
  const columns = FAMILIES[family].sums;
  const unseen = new Map([...expected].filter(([key]) => isComparable(family, key)));
  const within = stored.filter(({ key }) => isComparable(family, key));
  const rows: [string, readonly number[], readonly number[]][] = within.map(({ key, sums }) => {
    const wanted = unseen.get(key) ?? columns.map(() => 0);
    unseen.delete(key);
    return [key, sums, wanted];
  });
  for (const [key, wanted] of unseen) rows.push([key, columns.map(() => 0), wanted]);
  for (const [key, sums, wanted] of rows) {
    columns.forEach((column, place) => {
      if (sums[place] !== wanted[place])
        note({ family, key, column, stored: sums[place] ?? 0, recomputed: wanted[place] ?? 0 });
    });
  }
  return within.length;
}

/** The services of one centre's desks. */
class ServicesOfDesks {
  readonly #desks = new Map<number, DeskService[]>();

  add(placed: PlacedLeg): void {
    const service = serviceOf(placed);
    if (service === undefined) return;
    const { deskKey, ...own } = service;
    const known = this.#desks.get(deskKey);
    if (known === undefined) this.#desks.set(deskKey, [own]);
    else known.push(own);
  }

  addTo(sums: RollupDeltas, centre: CentreDimension): void {
    for (const [deskKey, services] of this.#desks)
      addServing(sums, centre, deskKey, servingTimes(centre.zone, services), 1);
  }
}

/** What the visits of one centre say about its appointments. */
class Attendances {
  readonly #first = new Map<string, Attendance>();

  add(visitId: string, placed: readonly PlacedLeg[]): void {
    if (placed[0]?.isBooked !== true) return;
    const legs = placed.map(({ leg }) => leg);
    for (const appointmentId of legs.flatMap(({ appointments }) => appointments)) {
      const read = attendanceOf(visitId, legs, appointmentId);
      if (read !== undefined) this.#first.set(appointmentId, firstAttendance(this.#first.get(appointmentId), read));
    }
  }

  /** Of a visit that retention deleted, what the appointment kept of it. */
  of({ appointmentId, attendance }: StoredAppointment, keptFrom: number): Attendance | undefined {
    const isDeleted = attendance !== undefined && attendance.issuedAt < keptFrom;
    return this.#first.get(appointmentId) ?? (isDeleted ? attendance : undefined);
  }
}

/**
 * Adds up all legs, appointments and timelines again, region by region, and compares with the stored rollups, as far
 * back as legs are kept.
 */
export async function recompute(dimensions: Dimensions, reads: RecomputeReads): Promise<Recomputation> {
  const regions = new Map<number, CentreDimension[]>();
  for (const centre of dimensions.centres)
    regions.set(centre.regionKey, [...(regions.get(centre.regionKey) ?? []), centre]);
  const boundaries = await reads.boundaries();
  const minutesFrom = await reads.minutesKeptFrom();
  const examples: Difference[] = [];
  let differences = 0;
  let legs = 0;
  let rows = 0;
  const note = (difference: Difference): void => {
    differences += 1;
    if (examples.length < MOST_EXAMPLES) examples.push(difference);
  };
  for (const [regionKey, centres] of regions) {
    const sums = new RollupDeltas();
    for (const centre of centres) {
      const services = new ServicesOfDesks();
      const attendances = new Attendances();
      for await (const visit of reads.visitsOf(centre.centreKey)) {
        const ofVisit = placeVisit(centre.centreKey, visit.legs, dimensions);
        attendances.add(visit.visitId, ofVisit);
        for (const placed of ofVisit) {
          addLeg(sums, centre, placed);
          services.add(placed);
          legs += 1;
        }
      }
      services.addTo(sums, centre);
      for (const stored of await reads.appointmentsOf(centre.centreKey)) {
        const attendance = attendances.of(stored, boundaries.get(centre.centreKey) ?? 0);
        addAppointment(sums, centre, placeAppointment({ ...stored, attendance }, dimensions), 1);
      }
      for (const { subject, facts } of await reads.timelinesOf(centre.centreKey))
        addTimeline(sums, centre, subject, facts, dimensions, 1);
    }
    const isComparable = comparable(centres, boundaries, minutesFrom);
    const centreKeys = centres.map(({ centreKey }) => centreKey);
    for (const family of FAMILY_NAMES) {
      const stored = await reads.rollupsOf(family, regionKey, centreKeys);
      const expected = new Map<string, readonly number[]>();
      for (const row of sums.changed(family)) expected.set(row.key.join('|'), row.sums);
      rows += compare(family, stored, expected, isComparable, note);
    }
  }
  return { legs, rows, differences, examples };
}
