import { type Attendance, attendanceOf, firstAttendance } from '#domain/visit/appointment.js';
import {
  type AppointmentFacts,
  type KeyedAppointmentFact,
  MAX_APPOINTMENT_FACTS,
  withAppointmentFact,
} from '#domain/visit/appointment-fact.js';
import type { AppointmentChange, AppointmentKey } from '#store/appointments/postgres-appointments.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import {
  addAppointment,
  type PlacedAppointment,
  placeAppointment,
  type StoredAppointment,
} from '#store/rollups/appointment-rollup.js';
import type { RollupDeltas } from '#store/rollups/rollup-deltas.js';
import type { BatchChanges, ProcessorStore } from '#store/visits/processor-store.js';
import type { RememberedVisit } from './remembered.js';
import type { Source } from './source.js';

/** Appointments that are remembered: about 20 MB. The others are read when they are needed. */
const MAX_REMEMBERED = 20_000;

const keyText = ({ centreKey, appointmentId }: AppointmentKey): string => `${centreKey}|${appointmentId}`;

/** What one event says about an appointment. */
interface AppointmentStep extends Source {
  readonly fact: KeyedAppointmentFact;
}

/** What a batch says about one appointment. */
interface Touched extends AppointmentKey {
  readonly centre: CentreDimension;
  readonly steps: AppointmentStep[];
  /** Of visits of the batch that name it. */
  readonly attendances: Attendance[];
}

/** The appointments that a batch may change. */
export class AppointmentChanges {
  readonly touched = new Map<string, Touched>();
  /** The newest time that the batch has of each centre, heartbeats included, Unix milliseconds. */
  readonly newest = new Map<CentreDimension, number>();

  addFact(centre: CentreDimension, appointmentId: string, step: AppointmentStep): void {
    this.touch(centre, appointmentId).steps.push(step);
  }

  noteTime(centre: CentreDimension, at: number): void {
    if (at > (this.newest.get(centre) ?? 0)) this.newest.set(centre, at);
  }

  /** What a changed visit says about the appointments that its legs name. */
  addVisit(centre: CentreDimension, { visitId, placed }: RememberedVisit): void {
    const legs = placed.map(({ leg }) => leg);
    for (const appointmentId of new Set(legs.flatMap(({ appointments }) => appointments))) {
      const attendance = attendanceOf(visitId, legs, appointmentId);
      if (attendance !== undefined) this.touch(centre, appointmentId).attendances.push(attendance);
    }
  }

  touch(centre: CentreDimension, appointmentId: string): Touched {
    const key = { centreKey: centre.centreKey, appointmentId };
    const text = keyText(key);
    const known = this.touched.get(text) ?? { ...key, centre, steps: [], attendances: [] };
    this.touched.set(text, known);
    return known;
  }
}

/**
 * The appointments that the processor keeps in memory, and the newest day of each centre. An appointment whose customer
 * did not come is a no-show once its day is over: when the first event of a later day of the centre arrives. While a
 * centre is silent nothing is derived.
 */
export class Appointments {
  readonly #known = new Map<string, PlacedAppointment>();
  /** By key of the centre: the newest local day of which anything was applied; '' where there was none. */
  readonly #days = new Map<number, string>();

  constructor(
    readonly store: Pick<ProcessorStore, 'appointments' | 'openAppointments' | 'centreDays'>,
    readonly dimensions: Dimensions,
  ) {}

  clear(): void {
    this.#known.clear();
    this.#days.clear();
  }

  /**
   * Reads what memory does not know of the appointments that the batch touches, and touches those whose day is over.
   * @param committed resolves when the database has what earlier batches wrote
   */
  async recall(changes: AppointmentChanges, committed: () => Promise<unknown>): Promise<void> {
    const unknown = [...changes.newest.keys()].filter(({ centreKey }) => !this.#days.has(centreKey));
    if (unknown.length > 0) {
      await committed();
      const days = await this.store.centreDays(unknown.map(({ centreKey }) => centreKey));
      for (const { centreKey } of unknown) this.#days.set(centreKey, days.get(centreKey) ?? '');
    }
    const turned = this.#turned(changes);
    if (turned.length > 0) {
      await committed();
      const centres = new Map(turned.map(({ centre }) => [centre.centreKey, centre]));
      const wanted = turned.map(({ centre, at }) => ({
        centreKey: centre.centreKey,
        before: centre.zone.startOfDay(at),
      }));
      for (const { centreKey, ...stored } of await this.store.openAppointments(wanted)) {
        const centre = centres.get(centreKey);
        if (centre === undefined) continue;
        changes.touch(centre, stored.appointmentId);
        this.#remember(keyText({ centreKey, appointmentId: stored.appointmentId }), stored);
      }
    }
    const missing = [...changes.touched].filter(([text]) => !this.#known.has(text)).map(([, touched]) => touched);
    if (missing.length === 0) return;
    await committed();
    for (const { centreKey, ...stored } of await this.store.appointments(missing))
      this.#remember(keyText({ centreKey, appointmentId: stored.appointmentId }), stored);
  }

  /** Centres of which the batch is the first to have something of a day. */
  #turned({ newest }: AppointmentChanges): { centre: CentreDimension; at: number; day: string }[] {
    return [...newest]
      .map(([centre, at]) => ({ centre, at, day: centre.zone.dateOf(at) }))
      .filter(({ centre, day }) => day > (this.#days.get(centre.centreKey) ?? ''));
  }

  #remember(text: string, stored: StoredAppointment): void {
    this.#known.set(text, placeAppointment(stored, this.dimensions));
  }

  /**
   * Adds the facts of the batch, and counts each event as applied, as a duplicate or as too many.
   * @returns the facts of each appointment; memory is not changed
   */
  merge(changes: AppointmentChanges, onTooMany: (source: Source) => void): ReadonlyMap<string, AppointmentFacts> {
    const merged = new Map<string, AppointmentFacts>();
    for (const [text, { steps }] of changes.touched) {
      let facts = this.#known.get(text)?.facts ?? [];
      for (const step of steps) {
        const more = withAppointmentFact(facts, step.fact);
        if (more === facts) step.position.duplicates += 1;
        else if (more.length > MAX_APPOINTMENT_FACTS) onTooMany(step);
        else {
          step.position.applied += 1;
          facts = more;
        }
      }
      merged.set(text, facts);
    }
    return merged;
  }

  /** Adds what changes to the rollups, and remembers it. There is no await in it. */
  roll(
    changes: AppointmentChanges,
    merged: ReadonlyMap<string, AppointmentFacts>,
    deltas: RollupDeltas,
  ): Pick<BatchChanges, 'appointments' | 'centreDays'> {
    const turned = this.#turned(changes);
    for (const { centre, day } of turned) this.#days.set(centre.centreKey, day);
    const written: AppointmentChange[] = [];
    for (const [text, touched] of changes.touched) {
      const before = this.#known.get(text);
      const now = this.#read(touched, before, merged.get(text) ?? []);
      if (now === before) continue;
      if (before !== undefined) addAppointment(deltas, touched.centre, before, -1);
      addAppointment(deltas, touched.centre, now, 1);
      this.#known.delete(text);
      this.#known.set(text, now);
      written.push({ centreKey: touched.centreKey, placed: now });
    }
    for (const text of this.#known.keys()) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(text);
    }
    return {
      appointments: written,
      centreDays: turned.map(({ centre, day }) => ({ centreKey: centre.centreKey, day })),
    };
  }

  /** The appointment after the batch; the same object when nothing of it changed. */
  #read(
    { appointmentId, centre, attendances }: Touched,
    before: PlacedAppointment | undefined,
    facts: AppointmentFacts,
  ): PlacedAppointment {
    let attendance = before?.attendance;
    for (const read of attendances) attendance = firstAttendance(attendance, read);
    const stored = { appointmentId, facts, attendance, rules: before?.rules };
    const isSame = before !== undefined && before.facts === facts && sameAttendance(before.attendance, attendance);
    const now = isSame ? before : placeAppointment({ ...stored, isOver: false }, this.dimensions);
    const isOver = this.#isOver(centre, now.appointment.slot?.at);
    if (now.isOver === isOver) return now;
    return placeAppointment({ ...stored, rules: now.rules, isOver }, this.dimensions);
  }

  #isOver({ centreKey, zone }: CentreDimension, slotAt: number | undefined): boolean {
    return slotAt !== undefined && zone.dateOf(slotAt) < (this.#days.get(centreKey) ?? '');
  }
}

const sameAttendance = (one: Attendance | undefined, other: Attendance | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.visitId === other.visitId &&
    one.issuedAt === other.issuedAt &&
    one.waitEndedAt === other.waitEndedAt &&
    one.isCalled === other.isCalled &&
    one.isServed === other.isServed);
