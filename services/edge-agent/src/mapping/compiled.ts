import type { ConditionExpr, MomentExpr, TextExpr } from './expression-schema.js';
import type { Mapping } from './mapping-schema.js';
import type { RowContext } from './row-context.js';
import type { ZonedClocks } from './zoned-clocks.js';

export type Test = (row: RowContext) => boolean;
/** Returns undefined when the text is unknown. */
export type Text = (row: RowContext) => string | undefined;
/** Unix milliseconds. */
export type Moment = (row: RowContext) => number;
export type Quantity = (row: RowContext) => number;

/** The compiler of a mapping, for its parts. */
export interface Compiling {
  readonly mapping: Mapping;
  readonly clocks: ZonedClocks;
  /** Notes that the mapping reads a column. */
  column(column: string): string;
  condition(expr: ConditionExpr): Test;
  text(expr: TextExpr): Text;
  moment(expr: MomentExpr): Moment;
}
