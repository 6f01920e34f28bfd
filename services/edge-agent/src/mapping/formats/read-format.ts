import { type FormatUse, type Part, patternOf } from './format-pattern.js';
import { monthNames } from './month-names.js';

const DAY_MS = 24 * 3600 * 1000;
/** Two-digit years from this value on belong to the 1900s. */
const CENTURY_PIVOT = 70;
/** The day that serial numbers of spreadsheets count from, as if in UTC. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);

/** What a text says of a moment. */
export interface ReadMoment {
  /** The start of its day, as if it were UTC, milliseconds; undefined for a time of day. */
  readonly dayMs: number | undefined;
  /** Milliseconds since midnight, up to 48 hours (24:10 is ten past midnight); undefined for a date. */
  readonly timeMs: number | undefined;
  /** Minutes that its clock is ahead of UTC, if it says so. */
  readonly offsetMinutes?: number | undefined;
  /** The IANA time zone that it names. */
  readonly zone?: string | undefined;
}

/** Reads a text in one format; undefined when it is not in it. */
export type FormatReader = (content: string) => ReadMoment | undefined;

/** @param language of month names, beside English @throws MappingError when the format cannot be used */
export function formatReader(format: string, use: FormatUse, language: string): FormatReader {
  if (format === 'iso') return use === 'time' ? readIsoTime : readIso;
  if (format === 'excel') return readSerial;
  const { regex, parts } = patternOf(format, use);
  const monthOf = parts.includes('monthName') ? monthNames(language) : () => undefined;
  const has = { date: use !== 'time', time: use !== 'date' };
  return (content) => {
    const found = regex.exec(content);
    return found === null ? undefined : assembled(valuesOf(parts, found), monthOf, has);
  };
}

type Values = Partial<Record<Part, string>>;

function valuesOf(parts: readonly Part[], found: RegExpExecArray): Values {
  const values: Values = {};
  for (const [index, part] of parts.entries()) {
    const value = found[index + 1];
    if (value !== undefined) values[part] = value;
  }
  return values;
}

function assembled(
  values: Values,
  monthOf: (name: string) => number | undefined,
  has: { readonly date: boolean; readonly time: boolean },
): ReadMoment | undefined {
  const month = values.monthName === undefined ? Number(values.month) : monthOf(values.monthName);
  const dayMs = has.date ? dayOf(yearOf(values), month, Number(values.day)) : undefined;
  const timeMs = has.time ? timeOf(values) : undefined;
  if ((has.date && dayMs === undefined) || (has.time && timeMs === undefined)) return undefined;
  return { dayMs, timeMs, offsetMinutes: offsetOf(values.offset), zone: values.zone };
}

const yearOf = ({ year, shortYear = '' }: Values): number =>
  year === undefined ? Number(shortYear) + (Number(shortYear) >= CENTURY_PIVOT ? 1900 : 2000) : Number(year);

/** The start of a day of the calendar; undefined when there is no such day. */
function dayOf(year: number, month: number | undefined, day: number): number | undefined {
  if (month === undefined) return undefined;
  const ms = new Date(0).setUTCFullYear(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : undefined;
}

function timeOf({ hour, minute = '0', second = '0', fraction = '', meridiem }: Values): number | undefined {
  const read = Number(hour);
  if (meridiem !== undefined && (read < 1 || read > 12)) return undefined;
  const hours = meridiem === undefined ? read : (read % 12) + (/^p/i.test(meridiem) ? 12 : 0);
  if (!(hours < 48 && Number(minute) < 60 && Number(second) < 60)) return undefined;
  return (hours * 60 + Number(minute)) * 60_000 + Number(second) * 1000 + Math.floor(Number(`0.${fraction}0`) * 1000);
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^z$/i.test(text)) return 0;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** ISO 8601 with a space for the T, without a time (a date), with or without an offset; `[zone]` as in RFC 9557. */
const ISO_DATE = '(\\d{4})(-?)(\\d\\d)\\2(\\d\\d)';
const ISO_CLOCK = '(\\d\\d)(?::?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d{1,9}))?)?)?';
const ISO_OFFSET = '(?:(Z|z|UTC|GMT)|([+-]\\d\\d(?::?\\d\\d)?))?(?:\\[([^\\]]+)\\])?';
const ISO = new RegExp(`^${ISO_DATE}(?:(?:[Tt]|\\s+)${ISO_CLOCK})?\\s*${ISO_OFFSET}$`);

function readIso(content: string): ReadMoment | undefined {
  const found = ISO.exec(content);
  if (found === null) return undefined;
  const [, year, , month, day, hour, minute, second, fraction, utc, offset, zone] = found;
  const dayMs = dayOf(Number(year), Number(month), Number(day));
  const values: Values = Object.fromEntries(
    Object.entries({ hour, minute, second, fraction }).filter(([, value]) => value !== undefined),
  );
  const timeMs = hour === undefined ? undefined : timeOf(values);
  if (dayMs === undefined || (hour !== undefined && timeMs === undefined)) return undefined;
  return { dayMs, timeMs, offsetMinutes: utc === undefined ? offsetOf(offset) : 0, zone };
}

const ISO_TIME = /^[Tt]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?$/;

/** A time of day; also that of a whole moment, which is what a spreadsheet has in a cell with a time. */
function readIsoTime(content: string): ReadMoment | undefined {
  const found = ISO_TIME.exec(content);
  if (found === null) return readIso(content);
  const [, hour = '', minute = '', second = '0', fraction = ''] = found;
  const timeMs = timeOf({ hour, minute, second, fraction });
  return timeMs === undefined ? undefined : { dayMs: undefined, timeMs };
}

/** The serial number of a spreadsheet: days since 30 December 1899, with the time as a fraction. */
function readSerial(content: string): ReadMoment | undefined {
  if (!/^\d{1,7}(?:[.,]\d+)?$/.test(content)) return undefined;
  const serial = Number(content.replace(',', '.'));
  const day = Math.floor(serial);
  return { dayMs: SERIAL_EPOCH_MS + day * DAY_MS, timeMs: Math.round((serial - day) * DAY_MS) };
}
