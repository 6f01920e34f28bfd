import { type NotNotified, type NotNotifiedReason, onDuty } from '../duty.js';
import type { EscalationAction, Target } from '../escalation.js';
import { ALERT_SEVERITIES, type AlertSeverity } from '../rule.js';
import type { DutyBook, DutyContact } from './duty-book.js';

/** What decides who is notified of an alert. */
export interface PagedAlert {
  readonly alertId: number;
  readonly ruleId: string;
  readonly severity: AlertSeverity;
  readonly regionId: string | undefined;
  readonly centreId: string | undefined;
  readonly agencyId: string | undefined;
}

/** A step of an escalation that notifies people. */
export type PageAction = Extract<EscalationAction, { kind: 'page' }>;

/** A message to be written to the outbox. */
export interface Addressed extends Pick<DutyContact, 'contactId' | 'channel' | 'address'> {
  readonly supervisorId: string;
  readonly groupKey: string;
}

/** Why a person was not notified; `no_place`: the alert has no such place. */
export interface Absence {
  readonly target: Target;
  readonly supervisorId: string | undefined;
  readonly why: NotNotifiedReason | 'no_place';
}

export interface AddressedStep {
  readonly to: readonly Addressed[];
  readonly absent: readonly Absence[];
}

/** The id of the place that the role belongs to; undefined: the alert has no such place. */
export function placeFor(
  target: Target,
  { regionId, centreId, agencyId }: Omit<PagedAlert, 'alertId'>,
): string | undefined {
  switch (target) {
    case 'centre_manager':
      return centreId;
    case 'county_commissioner':
      return regionId;
    case 'agency_head':
      return agencyId;
    case 'secretariat':
      return '';
  }
}

/** Messages of one rule in one region form one group; for roles that cover all regions, messages of one rule do. */
const groupFor = (target: Target, { regionId, ruleId }: PagedAlert): string =>
  target === 'centre_manager' || target === 'county_commissioner' ? `${regionId ?? ''}/${ruleId}` : `*/${ruleId}`;

/** Who is notified at a step, through which contacts, and why others are not. Pure. */
export function addressStep(action: PageAction, alert: PagedAlert, book: DutyBook, now: number): AddressedStep {
  const to = new Map<number, Addressed>();
  const absent: Absence[] = [];
  for (const target of action.targets) {
    const place = placeFor(target, alert);
    if (place === undefined) {
      absent.push({ target, supervisorId: undefined, why: 'no_place' });
      continue;
    }
    const { people, notNotified } = onDuty(book.list(target, place), action.toDeputies, now);
    absent.push(...notNotified.map((one) => absenceOf(target, one)));
    addContacts(to, absent, people, { target, alert, book });
  }
  return { to: [...to.values()], absent };
}

/**
 * The secretariat's persons on duty; if none is on duty, everyone of the secretariat at any hour: at least one person
 * must be notified. Pure.
 */
export function addressLastResort(action: PageAction, alert: PagedAlert, book: DutyBook, now: number): AddressedStep {
  const target = 'secretariat';
  const first = addressStep({ ...action, targets: [target], toDeputies: false }, alert, book, now);
  if (first.to.length > 0) return first;
  const to = new Map<number, Addressed>();
  const absent: Absence[] = [];
  addContacts(to, absent, [...book.list(target, '').people.keys()], { target, alert, book });
  return { to: [...to.values()], absent: to.size > 0 ? [] : [...first.absent, ...absent] };
}

const absenceOf = (target: Target, { person, why }: NotNotified): Absence => ({ target, supervisorId: person, why });

interface Adding {
  readonly target: Target;
  readonly alert: PagedAlert;
  readonly book: DutyBook;
}

function addContacts(
  to: Map<number, Addressed>,
  absent: Absence[],
  people: readonly string[],
  { target, alert, book }: Adding,
): void {
  const severity = ALERT_SEVERITIES.indexOf(alert.severity);
  for (const supervisorId of people) {
    const fitting = book
      .contacts(supervisorId)
      .filter(({ leastSeverity }) => ALERT_SEVERITIES.indexOf(leastSeverity) <= severity);
    if (fitting.length === 0) absent.push({ target, supervisorId, why: 'no_contact' });
    for (const { contactId, channel, address } of fitting)
      to.set(contactId, { contactId, channel, address, supervisorId, groupKey: groupFor(target, alert) });
  }
}
