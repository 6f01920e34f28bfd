import { z } from 'zod';
import { TARGETS } from '#domain/alert/escalation.js';
import { ALERT_SEVERITIES } from '#domain/alert/rule.js';
import { CHANNEL_NAMES, LANGUAGES } from '#domain/people/contact.js';
import { date, id, label, NETWORK_LIMITS, names, openingHours, timeZone } from '../network/network.js';
import { readDuration } from '../rules/threshold-text.js';

/** Maximum sizes of a file of people; more is rejected, never cut. */
export const PEOPLE_LIMITS = {
  fileChars: 8 * 1024 * 1024,
  people: 50_000,
  contacts: 10,
  addressChars: 2000,
  rosters: 20_000,
  duties: 500,
  policies: 200,
  steps: 20,
  repeats: 100,
} as const;

const MAX_SECONDS = 7 * 86_400;

const duration = (min: number) =>
  z.string().refine(
    (text) => {
      const seconds = readDuration(text);
      return seconds !== undefined && seconds >= min && seconds <= MAX_SECONDS;
    },
    { error: `is not a time from ${min === 0 ? '0s' : `${min}s`} to 7d; write for example 90s, 5m, 1h` },
  );

const place = { centre: id.optional(), region: id.optional(), agency: id.optional() };

const contact = z.strictObject({
  channel: z.enum(CHANNEL_NAMES),
  /** Absent for the dashboard. */
  address: z.string().min(1).max(PEOPLE_LIMITS.addressChars).optional(),
  /** The minimum severity of alerts that this contact receives. */
  from: z.enum(ALERT_SEVERITIES).default('info'),
});

const person = z.strictObject({
  id,
  name: label(NETWORK_LIMITS.nameChars),
  role: z.enum(TARGETS),
  ...place,
  language: z.enum(LANGUAGES).default('en'),
  /** Absent: the network's. */
  timeZone: timeZone.optional(),
  /** In the person's time zone; absent: at any time. */
  hours: openingHours.optional(),
  /** Whether the hours also apply on public holidays. */
  worksOnHolidays: z.boolean().default(false),
  contacts: z
    .array(contact)
    .min(1, { error: 'is empty: this person could not be notified; add a contact' })
    .max(PEOPLE_LIMITS.contacts),
});

const duty = z.strictObject({
  person: id,
  deputy: id.optional(),
  /** In the roster's time zone; absent: at any time. */
  hours: openingHours.optional(),
  from: date.optional(),
  /** The first day on which the duty no longer applies. */
  to: date.optional(),
});

const roster = z.strictObject({
  id,
  names,
  role: z.enum(TARGETS),
  ...place,
  timeZone: timeZone.optional(),
  duties: z
    .array(duty)
    .min(1, { error: 'is empty: no one would be on duty; add a duty, or remove the roster' })
    .max(PEOPLE_LIMITS.duties),
});

const step = z.strictObject({
  /** Time after the previous step; for the first step, after the alert fired. */
  after: duration(0).default('0s'),
  targets: z.array(z.enum(TARGETS)).min(1, { error: 'is empty: the step would reach no one; add a role' }),
  /** The step addresses the deputies of the persons on duty. */
  to: z.enum(['deputies']).optional(),
});

const policy = z.strictObject({
  id,
  names,
  steps: z
    .array(step)
    .min(1, { error: 'is empty: the policy would notify no one; add a step' })
    .max(PEOPLE_LIMITS.steps),
  /** How often all steps are repeated while the alert is not acknowledged. */
  repeats: z.number().int().min(0).max(PEOPLE_LIMITS.repeats).default(0),
  /** Time after the last step. */
  repeatAfter: duration(60).default('30m'),
});

/** The schema of a file of people. `parsePeople` checks its references. */
export const peopleFileSchema = z.strictObject({
  people: z.array(person).min(1).max(PEOPLE_LIMITS.people),
  rosters: z.array(roster).max(PEOPLE_LIMITS.rosters).default([]),
  policies: z.array(policy).max(PEOPLE_LIMITS.policies).default([]),
});

export type PeopleFile = z.infer<typeof peopleFileSchema>;
export type PersonDescription = PeopleFile['people'][number];
export type RosterDescription = PeopleFile['rosters'][number];
export type PolicyDescription = PeopleFile['policies'][number];
