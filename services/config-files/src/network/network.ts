import { z } from 'zod';
import { HOLIDAY_COUNTRIES } from './public-holidays.js';

/** Maximum sizes of a description; more is rejected, never cut. */
export const NETWORK_LIMITS = {
  fileBytes: 8 * 1024 * 1024,
  idChars: 64,
  nameChars: 200,
  regions: 1000,
  agencies: 1000,
  services: 2000,
  centres: 20_000,
  desksOfCentre: 500,
  holidays: 2000,
  durationSeconds: 7 * 24 * 3600,
} as const;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

// Letters of every script, digits and a few signs; characters that could break a list, a filter or a page are excluded.
const ID = /^[\p{L}\p{N}_][\p{L}\p{N}_.:+/-]*$/u;
// Control characters, and marks that change the direction of the text after them: a name with them is displayed as
// another name.
const HOSTILE = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** An id as people write it. */
export const id = z
  .string()
  .min(1)
  .max(NETWORK_LIMITS.idChars)
  .regex(ID, { error: 'is not an id; use only letters, digits and . _ : + / -, without spaces' });

/** A name that people read: not empty, without invisible characters. */
export const label = (limit: number) =>
  z
    .string()
    .max(limit)
    .refine((text) => text.trim() !== '', { error: 'is empty; write the name' })
    .refine((text) => !HOSTILE.test(text), {
      error: 'has control characters or invisible marks; remove them',
    });

/** Names by language. */
export const names = z.strictObject({
  en: label(NETWORK_LIMITS.nameChars),
  sw: label(NETWORK_LIMITS.nameChars).optional(),
  kk: label(NETWORK_LIMITS.nameChars).optional(),
  ru: label(NETWORK_LIMITS.nameChars).optional(),
});

/** Whether this machine's calendar knows the IANA time zone. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** An IANA time zone. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'is not a known IANA time zone; write one such as Africa/Nairobi' });

const share = z
  .number()
  .min(0, { error: 'is below 0; write a share such as 0.8 for 80 %' })
  .max(1, { error: 'is above 1; write a share such as 0.8 for 80 %' });

const seconds = z.number().int().min(0).max(NETWORK_LIMITS.durationSeconds);

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const opening = z
  .tuple([
    z.string().regex(CLOCK, { error: 'is not a time; write it as "08:00"' }),
    z.string().refine((text) => CLOCK.test(text) || text === '24:00', {
      error: 'is not a time; write it as "17:00" ("24:00" is midnight at the end of the day)',
    }),
  ])
  .refine(([opens, closes]) => !CLOCK.test(opens) || opens < closes, {
    error: 'closes before it opens; hours over midnight are two entries, one on each day',
  });

const day = z
  .array(opening)
  .max(8)
  .refine((hours) => hours.every((entry, at) => at === 0 || (hours[at - 1]?.[1] ?? '') <= entry[0]), {
    error: 'has hours that overlap or are out of order; write them from morning to evening',
  });

/** Hours of a week, each day from morning to evening. */
export const openingHours = z.strictObject({
  mon: day.optional(),
  tue: day.optional(),
  wed: day.optional(),
  thu: day.optional(),
  fri: day.optional(),
  sat: day.optional(),
  sun: day.optional(),
});

const isDate = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};
/** An ISO date. */
export const date = z.string().refine(isDate, { error: 'is not a date; write it as 2026-12-12' });
const dates = z.array(date).max(NETWORK_LIMITS.holidays);

/** When booked customers are early or late, and how soon the centre calls. */
const appointments = z.strictObject({
  /** Who comes more than this before the slot is early, seconds. */
  earlySeconds: seconds.optional(),
  /** Who comes more than this after the slot began is late, seconds. */
  lateSeconds: seconds.optional(),
  /** The centre is punctual when it calls within this time of the slot, seconds. */
  callSeconds: seconds.optional(),
});

const region = z.strictObject({
  id,
  names,
  /** Place on the tile-grid map, 0-based. */
  tile: z
    .strictObject({ row: z.number().int().min(0).max(99), column: z.number().int().min(0).max(99), label: label(6) })
    .optional(),
});
const agency = z.strictObject({ id, names });
const service = z.strictObject({
  id,
  names,
  agency: id.optional(),
  /** Wait within which a call meets the target, seconds. */
  targetSeconds: seconds.optional(),
  /** A served leg shorter than this is a quick close, seconds. */
  shortestSeconds: seconds.optional(),
  /** Rules of its own appointments; what is absent is the network's. */
  appointments: appointments.optional(),
});
const desk = z.strictObject({
  id,
  names: names.optional(),
  /** Ids of the services that it can provide; absent: all services of the centre. */
  services: z.array(id).min(1).max(NETWORK_LIMITS.services).optional(),
});
const centre = z.strictObject({
  id,
  names,
  region: id,
  kind: z.enum(['stationary', 'mobile']),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  /** IANA; absent: the network's time zone. */
  timeZone: timeZone.optional(),
  /** In the time zone of the centre; on a day that is absent, the centre is closed. Absent: it never closes. */
  openingHours: openingHours.optional(),
  /** As written in the file; together with the network's holidays after holidays.ts. */
  holidays: dates.default([]),
  /** Holidays of the network on which the centre is open. */
  openOn: dates.optional(),
  /** Whether visits of earlier days leave the live picture at midnight (void), or after 24 hours (keep). */
  closingPolicy: z.enum(['void', 'keep']).default('void'),
  /** Ids; absent: all services of the network. */
  services: z.array(id).min(1).max(NETWORK_LIMITS.services).optional(),
  desks: z.array(desk).max(NETWORK_LIMITS.desksOfCentre).default([]),
});

/** The schema of a network's description. `parseNetwork` checks the references between its parts. */
export const networkSchema = z.strictObject({
  network: z.strictObject({
    id,
    names,
    timeZone,
    /** Share of demand that should be called within the target of its service. */
    serviceLevelTarget: share.optional(),
    /** Share of ratings that should be 4 or 5. */
    satisfactionTarget: share.optional(),
    /** Rules of appointments for services that have none of their own. */
    appointments: appointments.optional(),
    /** Country on whose public holidays every centre is closed. */
    publicHolidays: z.enum(HOLIDAY_COUNTRIES).optional(),
    /** Further dates on which every centre is closed, and public holidays on which they are open. */
    holidays: dates.optional(),
    openOn: dates.optional(),
  }),
  regions: z.array(region).min(1).max(NETWORK_LIMITS.regions),
  agencies: z.array(agency).max(NETWORK_LIMITS.agencies).default([]),
  services: z.array(service).max(NETWORK_LIMITS.services).default([]),
  centres: z.array(centre).min(1).max(NETWORK_LIMITS.centres),
});

/** A checked description: every id that it refers to exists. */
export type NetworkDescription = z.infer<typeof networkSchema>;
export type CentreDescription = NetworkDescription['centres'][number];
export type ServiceDescription = NetworkDescription['services'][number];
export type RegionDescription = NetworkDescription['regions'][number];
export type DeskDescription = CentreDescription['desks'][number];
export type OpeningHours = z.infer<typeof openingHours>;
