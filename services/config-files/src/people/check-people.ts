import { CHANNEL_NAMES, type ChannelName } from '#domain/people/contact.js';
import type { PlacedFault } from '../yaml/describe-issue.js';
import { faultOfAddress } from './contact-address.js';

type Raw = Readonly<Record<string, unknown>>;
type Path = readonly PropertyKey[];

const asMap = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The kind of place that each role belongs to. */
const PLACE_OF = {
  centre_manager: 'centre',
  county_commissioner: 'region',
  agency_head: 'agency',
  secretariat: undefined,
};
const PLACES = ['centre', 'region', 'agency'] as const;
type Role = keyof typeof PLACE_OF;
const isRole = (role: unknown): role is Role => typeof role === 'string' && Object.hasOwn(PLACE_OF, role);

/** Role and place as one text; undefined when they do not fit together. */
function dutyOf(entry: Raw): string | undefined {
  if (!isRole(entry.role)) return undefined;
  const key = PLACE_OF[entry.role];
  return `${entry.role} ${key === undefined ? '' : String(entry[key] ?? '')}`.trim();
}

/** A person or a roster has the place of its role, and no other. */
function checkPlace(entry: Raw, at: Path, faults: PlacedFault[]): void {
  if (!isRole(entry.role)) return;
  const wanted = PLACE_OF[entry.role];
  if (wanted !== undefined && entry[wanted] === undefined)
    faults.push({ path: at, message: `The role ${entry.role} needs a ${wanted}; add ${wanted}: with its id.` });
  for (const place of PLACES)
    if (place !== wanted && entry[place] !== undefined)
      faults.push({
        path: [...at, place],
        message: `The role ${entry.role} has no ${place}; remove it, or correct the role.`,
      });
}

function checkContacts(person: Raw, at: Path, faults: PlacedFault[]): void {
  const known = new Set<string>();
  listOf(person.contacts).forEach((entry, index) => {
    const { channel, address } = asMap(entry);
    const path = [...at, 'contacts', index];
    if (!CHANNEL_NAMES.some((one) => one === channel)) return;
    const text = typeof address === 'string' ? address : '';
    if (channel === 'dashboard' && address !== undefined)
      faults.push({ path: [...path, 'address'], message: 'A contact on the dashboard has no address; remove it.' });
    else if (channel !== 'dashboard' && address === undefined)
      faults.push({ path, message: `A contact by ${String(channel)} needs an address; add it.` });
    else if (text !== '') {
      const fault = faultOfAddress(channel as ChannelName, text);
      if (fault !== undefined) faults.push({ path: [...path, 'address'], message: `"${text.slice(0, 80)}" ${fault}.` });
    }
    const key = `${String(channel)} ${text}`;
    if (known.has(key)) faults.push({ path, message: 'The person already has this contact; remove one of them.' });
    known.add(key);
  });
}

/** Entries of a list by id, with a fault for each id that is used twice. */
function byId(list: unknown, key: string, what: string, faults: PlacedFault[]): Map<string, Raw> {
  const found = new Map<string, Raw>();
  listOf(list).forEach((value, index) => {
    const entry = asMap(value);
    if (typeof entry.id !== 'string') return;
    if (found.has(entry.id))
      faults.push({
        path: [key, index, 'id'],
        message: `The ${what} id "${entry.id}" is used twice; give each its own.`,
      });
    found.set(entry.id, entry);
  });
  return found;
}

function checkDuty(duty: Raw, at: Path, roster: Raw, people: ReadonlyMap<string, Raw>, faults: PlacedFault[]): void {
  for (const key of ['person', 'deputy'] as const) {
    const named = duty[key];
    if (typeof named !== 'string') continue;
    const person = people.get(named);
    if (person === undefined)
      faults.push({
        path: [...at, key],
        message: `"${named}" is not among the people; add this person or correct the id.`,
      });
    else if (dutyOf(person) !== dutyOf(roster))
      faults.push({
        path: [...at, key],
        message: `"${named}" is ${dutyOf(person)}, but the roster is for ${dutyOf(roster)}; choose a person with the same role and place.`,
      });
  }
  const { person, deputy, from, to } = duty;
  if (deputy !== undefined && person === deputy)
    faults.push({
      path: [...at, 'deputy'],
      message: 'A person cannot be their own deputy; name another person, or remove the deputy.',
    });
  if (typeof from === 'string' && typeof to === 'string' && from >= to)
    faults.push({ path: [...at, 'to'], message: 'The duty ends before it begins; `to` is the first day after it.' });
}

function checkRosters(root: Raw, people: ReadonlyMap<string, Raw>, faults: PlacedFault[]): void {
  byId(root.rosters, 'rosters', 'roster', faults);
  const taken = new Map<string, unknown>();
  listOf(root.rosters).forEach((value, index) => {
    const roster = asMap(value);
    const at = ['rosters', index];
    checkPlace(roster, at, faults);
    listOf(roster.duties).forEach((duty, place) => {
      checkDuty(asMap(duty), [...at, 'duties', place], roster, people, faults);
    });
    const duty = dutyOf(roster);
    if (duty === undefined) return;
    if (taken.has(duty))
      faults.push({
        path: at,
        message: `"${String(taken.get(duty))}" is already the roster for ${duty}; combine the two rosters into one.`,
      });
    else taken.set(duty, roster.id);
  });
}

function checkPolicies(root: Raw, roles: ReadonlySet<unknown>, faults: PlacedFault[]): void {
  byId(root.policies, 'policies', 'policy', faults);
  const withDeputies = new Set(
    listOf(root.rosters).flatMap((value) => {
      const { role, duties } = asMap(value);
      return listOf(duties).some((duty) => asMap(duty).deputy !== undefined) ? [role] : [];
    }),
  );
  listOf(root.policies).forEach((policy, index) => {
    listOf(asMap(policy).steps).forEach((value, place) => {
      const { targets, to } = asMap(value);
      const known = listOf(targets).filter(isRole);
      const path = ['policies', index, 'steps', place];
      if (known.length === 0) return;
      if (!known.some((role) => roles.has(role)))
        faults.push({
          path,
          message: `The step reaches no one: the file has no person who is ${known.join(' or ')}; add one, or remove the step.`,
        });
      else if (to === 'deputies' && !known.some((role) => withDeputies.has(role)))
        faults.push({
          path,
          message: `The step reaches no one: no roster for ${known.join(' or ')} has a deputy; add one, or remove \`to\`.`,
        });
    });
  });
}

/** Checks everything in a file of people that its schema cannot express; accepts any shape. */
export function checkPeople(raw: unknown): readonly PlacedFault[] {
  const root = asMap(raw);
  if (!Array.isArray(root.people)) return [];
  const faults: PlacedFault[] = [];
  const people = byId(root.people, 'people', 'person', faults);
  listOf(root.people).forEach((value, index) => {
    const person = asMap(value);
    checkPlace(person, ['people', index], faults);
    checkContacts(person, ['people', index], faults);
  });
  const roles = new Set([...people.values()].map(({ role }) => role));
  if (!roles.has('secretariat'))
    faults.push({
      path: ['people'],
      message:
        'The file has no person of the secretariat, who is notified when no one else can be reached; add a person with role: secretariat.',
    });
  checkRosters(root, people, faults);
  checkPolicies(root, roles, faults);
  return faults;
}
