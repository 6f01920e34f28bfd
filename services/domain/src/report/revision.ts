import type { KpiUnit } from '../kpi/catalogue-entry.js';
import { roundFigure } from '../kpi/precision.js';

/** A figure of a table; null is no data. */
export interface Figure {
  /** The row: its groups and values, as JSON. */
  readonly row: string;
  readonly kpi: string;
  readonly unit: KpiUnit;
  readonly value: number | null;
}

/** Whether a figure that people were shown reads differently now. */
export const isRevised = (unit: KpiUnit, sent: number | null, now: number | null): boolean => {
  if (sent === null || now === null) return sent !== now;
  return roundFigure(sent, unit) !== roundFigure(now, unit);
};
