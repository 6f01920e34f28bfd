import { parsePeople } from '#config-files/people/parse-people.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { PeopleApplied, StandInRecord } from '#store/people/people-records.js';
import type { PeopleStore } from '#store/people/people-store.js';
import type { PeopleFault, PeopleRefusalCode, StandInInput } from '../gql/schema-types.js';

/** Why nothing was changed. */
export interface PeopleRefusal {
  readonly refused: PeopleRefusalCode;
  readonly message: string;
  readonly faults: readonly PeopleFault[];
}

const MINUTE_MS = 60_000;
const MAX_MINUTES = 60 * 24 * 60;
const MAX_REASON = 500;
const NOT_ALLOWED = "Only an administrator can change who is notified of alerts; use an administrator's token.";

/** Administrators' changes to who is notified of alerts. Every refusal is recorded. */
export class ChangePeople {
  constructor(
    readonly port: PeopleStore,
    readonly now: () => number,
  ) {}

  async apply(viewer: Viewer, yaml: string): Promise<Extract<PeopleApplied, { ok: true }> | PeopleRefusal> {
    const what = 'apply people';
    if (viewer.isAdministrator !== true) return this.#refuse(viewer, what, 'not_allowed', NOT_ALLOWED);
    const read = parsePeople(yaml);
    if (!read.ok) return this.#refuse(viewer, what, 'bad_input', sayCount(read.faults.length), read.faults);
    const applied = await this.port.apply(read.value, yaml, viewer.name, this.now());
    if (applied.ok) return applied;
    const faults = applied.faults.map((message) => ({ line: null, column: null, message }));
    return this.#refuse(viewer, what, 'bad_input', sayCount(faults.length), faults);
  }

  async makeStandIn(viewer: Viewer, request: StandInInput): Promise<{ standIn: StandInRecord } | PeopleRefusal> {
    const { rosterId, personId, minutes, reason } = request;
    const insteadOfId = request.insteadOfId ?? null;
    const what = `make a stand-in of roster ${rosterId}`;
    if (viewer.isAdministrator !== true) return this.#refuse(viewer, what, 'not_allowed', NOT_ALLOWED);
    const said = reason.trim();
    const now = this.now();
    const from = request.from ?? now;
    if (said === '' || said.length > MAX_REASON)
      return this.#refuse(viewer, what, 'bad_input', `Give a reason, in 1 to ${MAX_REASON} characters.`);
    if (minutes < 1 || minutes > MAX_MINUTES || from + minutes * MINUTE_MS <= now)
      return this.#refuse(
        viewer,
        what,
        'bad_input',
        `A stand-in must last 1 to ${MAX_MINUTES} minutes and end in the future.`,
      );
    if (insteadOfId === personId)
      return this.#refuse(
        viewer,
        what,
        'bad_input',
        `"${personId}" cannot stand in for themselves; name another person.`,
      );
    const to = from + minutes * MINUTE_MS;
    const standIn = await this.port.addStandIn(
      { rosterId, personId, insteadOfId, from, to, reason: said, madeBy: viewer.name },
      now,
    );
    if (standIn !== undefined) return { standIn };
    const turn = insteadOfId === null ? '' : ` in which "${insteadOfId}" has a turn`;
    const message = `There is no roster "${rosterId}" of the role and place of "${personId}"${turn}; use ids from the "people" query.`;
    return this.#refuse(viewer, what, 'not_found', message);
  }

  async endStandIn(viewer: Viewer, id: string): Promise<{ standIn: StandInRecord } | PeopleRefusal> {
    const what = `end stand-in ${id}`;
    if (viewer.isAdministrator !== true) return this.#refuse(viewer, what, 'not_allowed', NOT_ALLOWED);
    const standIn = await this.port.endStandIn(id, viewer.name, this.now());
    return standIn === undefined
      ? this.#refuse(
          viewer,
          what,
          'not_found',
          'There is no active stand-in with this id; use an id from the "people" query.',
        )
      : { standIn };
  }

  async #refuse(
    viewer: Viewer,
    what: string,
    refused: PeopleRefusal['refused'],
    message: string,
    faults: readonly PeopleFault[] = [],
  ): Promise<PeopleRefusal> {
    await this.port.recordRefusal(viewer.name, what, message, this.now());
    return { refused, message, faults };
  }
}

const sayCount = (faults: number): string =>
  `${faults} fault${faults === 1 ? '' : 's'}; nothing was changed. Fix ${faults === 1 ? 'it' : 'them'} and apply the file again.`;
