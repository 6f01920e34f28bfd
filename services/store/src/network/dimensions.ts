import { zoneOf } from '#domain/calendar/zone.js';
import { type AppointmentRules, DEFAULT_APPOINTMENT_RULES } from '#domain/visit/appointment.js';
import type { CentreDimension, DimensionRows, DimensionStore, ServiceDimension } from './dimension-store.js';

/** Key 0 means "none" in every rollup. */
export const NONE = 0;

/** Limits, so that an agent that invents new ids endlessly cannot fill the database. */
const MAX_UNDECLARED = { services: 5_000, desksOfCentre: 2_000, staff: 200_000 } as const;

/** The network's keys in memory. */
export class Dimensions {
  #centres = new Map<string, CentreDimension>();
  #centresByKey = new Map<number, CentreDimension>();
  #services = new Map<string, ServiceDimension>();
  #serviceIds = new Map<number, string>();
  readonly #desks = new Map<number, Map<string, number>>();
  readonly #staff = new Map<string, number>();
  #version = '';

  constructor(readonly store: DimensionStore) {}

  async reload(): Promise<void> {
    // Read before the rows: a change in between is found by the next check.
    this.#version = await this.store.version();
    const rows = await this.store.load();
    this.#centres = new Map(
      rows.centres.map(({ timeZone, ...centre }) => [centre.centreId, { ...centre, zone: zoneOf(timeZone) }]),
    );
    this.#centresByKey = new Map([...this.#centres.values()].map((centre) => [centre.centreKey, centre]));
    this.#services = new Map();
    this.#addServices(rows.services);
    this.#addDesks(rows.desks);
    this.#addStaff(rows.staff);
  }

  /** Whether the network has not changed since it was read. */
  async isCurrent(): Promise<boolean> {
    return (await this.store.version()) === this.#version;
  }

  get centres(): Iterable<CentreDimension> {
    return this.#centres.values();
  }

  centre(id: string): CentreDimension | undefined {
    return this.#centres.get(id);
  }

  centreByKey(key: number): CentreDimension | undefined {
    return this.#centresByKey.get(key);
  }

  service(id: string | undefined): ServiceDimension | undefined {
    return id === undefined ? undefined : this.#services.get(id);
  }

  serviceKey(id: string | undefined): number {
    return this.service(id)?.serviceKey ?? NONE;
  }

  /** When customers of a service are early or late, and how soon it calls. */
  appointmentRules(id: string | undefined): AppointmentRules {
    return this.service(id)?.appointmentRules ?? DEFAULT_APPOINTMENT_RULES;
  }

  serviceId(key: number): string | undefined {
    return this.#serviceIds.get(key);
  }

  deskKey(centreKey: number, id: string | undefined): number {
    return id === undefined ? NONE : (this.#desks.get(centreKey)?.get(id) ?? NONE);
  }

  staffKey(pseudonym: string | undefined): number {
    return pseudonym === undefined ? NONE : (this.#staff.get(pseudonym) ?? NONE);
  }

  knowsDesk(centreKey: number, id: string): boolean {
    return this.#desks.get(centreKey)?.has(id) ?? false;
  }

  /** Whether further unknown ids may be registered. */
  hasRoom(): { readonly services: boolean; readonly staff: boolean; desks(centreKey: number): boolean } {
    return {
      services: this.#services.size < MAX_UNDECLARED.services,
      staff: this.#staff.size < MAX_UNDECLARED.staff,
      desks: (centreKey) => (this.#desks.get(centreKey)?.size ?? 0) < MAX_UNDECLARED.desksOfCentre,
    };
  }

  /** Registers unknown ids, with one statement for each kind. */
  async register(wanted: Mentioned): Promise<void> {
    const services = [...wanted.services].filter((id) => !this.#services.has(id));
    if (services.length > 0) this.#addServices(await this.store.registerServices(services));
    const desks = [...wanted.desks].flatMap(([centreKey, ids]) =>
      [...ids].filter((deskId) => !this.knowsDesk(centreKey, deskId)).map((deskId) => ({ centreKey, deskId })),
    );
    if (desks.length > 0) this.#addDesks(await this.store.registerDesks(desks));
    const staff = [...wanted.staff].filter((pseudonym) => !this.#staff.has(pseudonym));
    if (staff.length > 0) this.#addStaff(await this.store.registerStaff(staff));
  }

  #addServices(rows: DimensionRows['services']): void {
    for (const row of rows) {
      this.#services.set(row.serviceId, row);
      this.#serviceIds.set(row.serviceKey, row.serviceId);
    }
  }

  #addDesks(rows: DimensionRows['desks']): void {
    for (const { centreKey, deskId, deskKey } of rows) {
      const desks = this.#desks.get(centreKey) ?? new Map<string, number>();
      desks.set(deskId, deskKey);
      this.#desks.set(centreKey, desks);
    }
  }

  #addStaff(rows: DimensionRows['staff']): void {
    for (const { pseudonym, staffKey } of rows) this.#staff.set(pseudonym, staffKey);
  }
}

/** Ids that a batch mentions. */
export class Mentioned {
  readonly services = new Set<string>();
  readonly desks = new Map<number, Set<string>>();
  readonly staff = new Set<string>();

  service(id: string | undefined): void {
    if (id !== undefined) this.services.add(id);
  }

  desk(centreKey: number, deskId: string | undefined): void {
    if (deskId === undefined) return;
    const desks = this.desks.get(centreKey);
    if (desks === undefined) this.desks.set(centreKey, new Set([deskId]));
    else desks.add(deskId);
  }

  officer(pseudonym: string | undefined): void {
    if (pseudonym !== undefined) this.staff.add(pseudonym);
  }
}
