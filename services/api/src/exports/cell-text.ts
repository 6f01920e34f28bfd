import { zoneOf } from '#domain/calendar/zone.js';
import { roundFigure } from '#domain/kpi/precision.js';
import type { Cell, Column, ExportTable, Row } from './export-table.js';
import { ByteText, utf8 } from './writers/byte-text.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const [SPACE, PLUS, MINUS, POINT, COLON, T] = [32, 43, 45, 46, 58, 84] as const;

/** The clock's date and time as if it were UTC, Unix milliseconds: what spreadsheets calculate a date from. */
export const wallClock = (at: number, zone: string): number => at + zoneOf(zone).offset(at);

const MAX_DATES = 4_000;
const dates = new Map<number, Uint8Array>();

/** The date of a day, counted from 1970. Files have the same few days again and again. */
function dateBytes(day: number): Uint8Array {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MAX_DATES) dates.clear();
  const bytes = utf8(new Date(day * DAY_MS).toISOString().slice(0, 10));
  dates.set(day, bytes);
  return bytes;
}

/** 2026-11-30T09:15:00 of a wall clock. */
function writeClock(out: ByteText, wallMs: number, between: number): void {
  const day = Math.floor(wallMs / DAY_MS);
  const seconds = Math.floor((wallMs - day * DAY_MS) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  out.bytes(dateBytes(day));
  out.byte(between);
  out.padded(hours, 2);
  out.byte(COLON);
  out.padded(minutes - hours * 60, 2);
  out.byte(COLON);
  out.padded(seconds - minutes * 60, 2);
}

/** Writes 2026-11-30T09:15:00+03:00; with milliseconds where the moment has some. */
export function writeIsoMoment(out: ByteText, at: number, zone: string): void {
  const whole = Math.round(at);
  const offset = zoneOf(zone).offset(whole);
  writeClock(out, whole + offset, T);
  const ms = ((whole % 1000) + 1000) % 1000;
  if (ms !== 0) {
    out.byte(POINT);
    out.padded(ms, 3);
  }
  const minutes = Math.abs(offset) / MINUTE_MS;
  out.byte(offset < 0 ? MINUS : PLUS);
  out.padded(Math.floor(minutes / 60), 2);
  out.byte(COLON);
  out.padded(minutes % 60, 2);
}

/** Writes 2026-11-30 09:15:00, by the clock of the zone. */
export const writeLocalMoment = (out: ByteText, at: number, zone: string): void =>
  writeClock(out, wallClock(at, zone), SPACE);

const page = new ByteText();
function textOf(write: (out: ByteText) => void): string {
  write(page);
  return page.lend().toString('utf8');
}

/** 2026-11-30T09:15:00+03:00; with milliseconds where the moment has some. */
export const isoMoment = (at: number, zone: string): string => textOf((out) => writeIsoMoment(out, at, zone));

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
  if (column.kind === 'moment') return textOf((out) => writeLocalMoment(out, Number(value), zone));
  if (column.kind === 'local') return String(value).replace('T', ' ');
  if (typeof value === 'number') return String(roundForPeople(value, column));
  return String(value);
}
