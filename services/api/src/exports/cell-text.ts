import { zoneOf } from '#domain/calendar/zone.js';
import { roundFigure } from '#domain/kpi/precision.js';
import type { Cell, Column, ExportTable, Row } from './export-table.js';

const MINUTE_MS = 60_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** +03:00 */
const offsets = new Map<number, string>();
function offsetText(offsetMs: number): string {
  const known = offsets.get(offsetMs);
  if (known !== undefined) return known;
  const minutes = Math.abs(offsetMs) / MINUTE_MS;
  const text = `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  offsets.set(offsetMs, text);
  return text;
}

/** The clock's date and time as if it were UTC, Unix milliseconds: what spreadsheets calculate a date from. */
export const wallClock = (at: number, zone: string): number => at + zoneOf(zone).offset(at);

const DAY_MS = 86_400_000;
const MAX_DATES = 4_000;
const dates = new Map<number, string>();
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => two(value));

/** The date of a day, counted from 1970. Files have the same few days again and again. */
function dateText(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MAX_DATES) dates.clear();
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  dates.set(day, text);
  return text;
}

/** 2026-11-30T09:15:00 of a wall clock, ten times as fast as a Date writes it. */
function clockText(wallMs: number, between: string): string {
  const day = Math.floor(wallMs / DAY_MS);
  const seconds = Math.floor((wallMs - day * DAY_MS) / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${dateText(day)}${between}${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[seconds % 60]}`;
}

/** 2026-11-30T09:15:00+03:00; with milliseconds where the moment has some. */
export function isoMoment(at: number, zone: string): string {
  const whole = Math.round(at);
  const offset = zoneOf(zone).offset(whole);
  const text = clockText(whole + offset, 'T');
  const ms = ((whole % 1000) + 1000) % 1000;
  return `${text}${ms === 0 ? '' : `.${String(ms).padStart(3, '0')}`}${offsetText(offset)}`;
}

/** 2026-11-30 09:15:00, by the clock of the zone. */
const localMomentText = (at: number, zone: string): string => clockText(wallClock(at, zone), ' ');

/** A wall-clock time of a `local` column as if it were UTC, Unix milliseconds; undefined where the text is none. */
export function localMs(text: string): number | undefined {
  const at = Date.parse(`${text.length === 13 ? `${text}:00` : text}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** The zone of each row of a table. */
export function zoneReader({ zoneColumn, timeZone }: ExportTable): (row: Row) => string {
  if (zoneColumn === undefined) return () => timeZone;
  return (row) => {
    const zone = row[zoneColumn];
    return typeof zone === 'string' ? zone : timeZone;
  };
}

const DECIMALS_OF_KIND = { share: 'share', seconds: 'seconds' } as const;

/** A number as people read it: by its KPI's precision, else by its kind's. */
export function roundForPeople(value: number, { unit, kind }: Column): number {
  const rounded = unit ?? (kind === 'share' || kind === 'seconds' ? DECIMALS_OF_KIND[kind] : undefined);
  return rounded === undefined ? value : roundFigure(value, rounded);
}

/** A value as people read it on a page or in a cell of text; '' is no data. */
export function peoplesText(value: Cell, column: Column, zone: string): string {
  if (value === null) return '';
  if (column.kind === 'moment') return localMomentText(Number(value), zone);
  if (column.kind === 'local') return String(value).replace('T', ' ');
  if (typeof value === 'number') return String(roundForPeople(value, column));
  return String(value);
}
