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

/** 2026-11-30T09:15:00+03:00; with milliseconds where the moment has some. */
export function isoMoment(at: number, zone: string): string {
  const offset = zoneOf(zone).offset(at);
  const text = new Date(at + offset).toISOString();
  return (at % 1000 === 0 ? text.slice(0, 19) : text.slice(0, 23)) + offsetText(offset);
}

/** 2026-11-30 09:15:00, by the clock of the zone. */
const localMomentText = (at: number, zone: string): string =>
  new Date(wallClock(at, zone)).toISOString().slice(0, 19).replace('T', ' ');

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
