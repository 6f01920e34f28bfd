import type { Duty, DutyPerson, Roster, StandIn } from '#domain/alert/duty.js';
import { TARGETS, type Target } from '#domain/alert/escalation.js';
import { type PagedAlert, placeFor } from '#domain/alert/paging/address-step.js';
import { DutyBook, type DutyContact } from '#domain/alert/paging/duty-book.js';
import type { WeeklyHours } from '#domain/alert/rule.js';
import type { Transaction } from '#platform/postgres/database.js';

interface PersonRow {
  readonly id: string;
  readonly role: Target;
  readonly place: string;
  readonly time_zone: string;
  readonly hours: WeeklyHours | null;
  /** Holidays of the days around the requested moment. */
  readonly holidays: readonly string[] | null;
  readonly contacts: readonly DutyContact[] | null;
}

interface RosterRow {
  readonly role: Target;
  readonly place: string;
  readonly time_zone: string;
  readonly duties: readonly { readonly [Key in keyof Duty]: Duty[Key] | null }[] | null;
  readonly overrides: readonly (Omit<StandIn, 'insteadOf'> & { readonly insteadOf: string | null })[] | null;
}

const WANTED = 'unnest($1::text[], $2::text[]) AS w(role, place)';

/** For a person of a centre, the centre's holidays; otherwise those of the network. */
const HOLIDAYS = `CASE WHEN s.hours IS NOT NULL AND NOT s.works_on_holidays THEN (
  SELECT jsonb_agg(day) FROM jsonb_array_elements_text(COALESCE((SELECT c.holidays FROM mnara.centre c
  WHERE c.centre_id = s.centre_id),
    (SELECT n.holidays FROM mnara.network n ORDER BY n.applied_at DESC LIMIT 1))) AS day
  WHERE day::date BETWEEN $3::timestamptz - interval '3 days' AND $3::timestamptz + interval '2 days') END AS holidays`;

const PEOPLE = `
SELECT s.supervisor_id AS id, s.role, s.place, s.time_zone, s.hours, ${HOLIDAYS}, (
  SELECT jsonb_agg(jsonb_build_object('contactId', c.contact_id, 'channel', c.channel, 'address', c.address,
  'leastSeverity', c.least_severity) ORDER BY c.place, c.contact_id)
  FROM mnara.contact c WHERE c.supervisor_id = s.supervisor_id AND c.removed_at IS NULL) AS contacts
FROM ${WANTED} JOIN mnara.supervisor s USING (role, place) WHERE s.removed_at IS NULL ORDER BY s.supervisor_id`;

const ROSTERS = `
SELECT r.role, r.place, r.time_zone, (
  SELECT jsonb_agg(jsonb_build_object('person', d.supervisor_id, 'deputy', d.deputy_id, 'hours', d.hours, 'from',
  d.from_date, 'to', d.to_date) ORDER BY d.duty_no)
  FROM mnara.roster_duty d WHERE d.roster_id = r.roster_id) AS duties, (
  SELECT jsonb_agg(jsonb_build_object('person', o.supervisor_id, 'insteadOf', o.instead_of, 'from', extract(epoch
  FROM o.from_at) * 1000, 'to', extract(epoch FROM o.to_at) * 1000) ORDER BY o.override_id)
  FROM mnara.roster_override o WHERE o.roster_id = r.roster_id AND o.ended_at IS NULL AND o.from_at <= $3
  AND o.to_at > $3) AS overrides
FROM ${WANTED} JOIN mnara.roster r USING (role, place) WHERE r.removed_at IS NULL`;

/** Reads all people who may be notified of these alerts, with the rosters that are valid at `now`. */
export async function readDutyBook(
  tx: Pick<Transaction, 'query'>,
  alerts: readonly PagedAlert[],
  now: number,
): Promise<DutyBook> {
  const wanted = new Map<string, readonly [Target, string]>();
  for (const alert of alerts)
    for (const target of TARGETS) {
      const place = placeFor(target, alert);
      if (place !== undefined) wanted.set(`${target} ${place}`, [target, place]);
    }
  const pairs = [...wanted.values()];
  const given = [pairs.map(([role]) => role), pairs.map(([, place]) => place)];
  const { rows: people } = await tx.query<PersonRow>(PEOPLE, [...given, new Date(now)]);
  const { rows: rosters } = await tx.query<RosterRow>(ROSTERS, [...given, new Date(now)]);
  return bookOf(people, rosters);
}

function bookOf(rows: readonly PersonRow[], rosters: readonly RosterRow[]): DutyBook {
  const book = new DutyBook();
  const rosterOfPlace = new Map(rosters.map((row) => [`${row.role} ${row.place}`, rosterOf(row)]));
  const lists = Map.groupBy(rows, ({ role, place }) => `${role} ${place}`);
  for (const [key, own] of lists) {
    const [first] = own;
    if (first === undefined) continue;
    const people = new Map<string, DutyPerson>(
      own.map(({ id, time_zone: timeZone, hours, holidays }) => [
        id,
        { id, timeZone, hours: hours ?? undefined, holidays: new Set(holidays) },
      ]),
    );
    book.setList(first.role, first.place, { people, roster: rosterOfPlace.get(key) });
    for (const { id, contacts } of own) book.setContacts(id, contacts ?? []);
  }
  return book;
}

const rosterOf = ({ time_zone: timeZone, duties, overrides }: RosterRow): Roster => ({
  timeZone,
  duties: (duties ?? []).map(({ person, deputy, hours, from, to }) => ({
    person: person ?? '',
    deputy: deputy ?? undefined,
    hours: hours ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
  })),
  standIns: (overrides ?? []).map(({ insteadOf, ...one }) => ({ ...one, insteadOf: insteadOf ?? undefined })),
});
