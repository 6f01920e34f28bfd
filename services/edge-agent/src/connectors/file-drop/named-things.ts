import type { SourceEvent } from '../connector.js';

/** Distinct names that are counted; a source with more has something else in its column. */
const MAX_NAMES = 10_000;

/** Number of events by service, and by centre and desk. */
export interface NamedThings {
  readonly services: Readonly<Record<string, number>>;
  readonly desks: readonly { readonly centreId: string; readonly deskId: string; readonly events: number }[];
}

export const NAMED_NOTHING: NamedThings = { services: {}, desks: [] };

/** Counts the services and desks that events name, so that an import can say which of them the network lacks. */
export class NamedThingsCount {
  readonly #services = new Map<string, number>();
  readonly #desks = new Map<string, Map<string, number>>();
  #names = 0;

  add({ serviceId, centreId = '', deskId }: SourceEvent): void {
    if (serviceId !== undefined) this.#count(this.#services, serviceId);
    if (deskId === undefined) return;
    const desks = this.#desks.get(centreId) ?? new Map<string, number>();
    this.#desks.set(centreId, desks);
    this.#count(desks, deskId);
  }

  #count(names: Map<string, number>, name: string): void {
    const known = names.get(name);
    if (known === undefined && this.#names >= MAX_NAMES) return;
    if (known === undefined) this.#names += 1;
    names.set(name, (known ?? 0) + 1);
  }

  report(): NamedThings {
    return {
      services: Object.fromEntries(this.#services),
      desks: [...this.#desks].flatMap(([centreId, desks]) =>
        [...desks].map(([deskId, events]) => ({ centreId, deskId, events })),
      ),
    };
  }
}
