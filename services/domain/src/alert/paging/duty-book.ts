import type { ChannelName } from '../../people/contact.js';
import type { DutyList } from '../duty.js';
import type { Target } from '../escalation.js';
import type { AlertSeverity } from '../rule.js';

/** A contact of a person, and its minimum severity. */
export interface DutyContact {
  readonly contactId: number;
  readonly channel: ChannelName;
  readonly address: string;
  readonly leastSeverity: AlertSeverity;
}

/** Who is responsible for which role at which place, read at one moment. */
export class DutyBook {
  readonly #lists = new Map<string, DutyList>();
  readonly #contacts = new Map<string, readonly DutyContact[]>();

  setList(role: Target, place: string, list: DutyList): void {
    this.#lists.set(`${role} ${place}`, list);
  }

  setContacts(person: string, contacts: readonly DutyContact[]): void {
    this.#contacts.set(person, contacts);
  }

  list(role: Target, place: string): DutyList {
    return this.#lists.get(`${role} ${place}`) ?? NO_ONE;
  }

  contacts(person: string): readonly DutyContact[] {
    return this.#contacts.get(person) ?? [];
  }
}

const NO_ONE: DutyList = { people: new Map(), roster: undefined };
