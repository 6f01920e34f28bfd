import type { LegClock } from '#store/visits/leg-record.js';
import type { FileKind } from '../file-question.js';
import { ALERT_SOURCE } from './alert-source.js';
import { DESK_STATE_SOURCE } from './desk-state-source.js';
import { DIRECTIVE_SOURCE } from './directive-source.js';
import { legSource } from './leg-source.js';
import { QUALITY_SOURCE } from './quality-source.js';
import type { RowSource } from './row-source.js';

/** Kinds of files that are read row by row. */
export type RowKind = Exclude<FileKind, 'kpis'>;

/** Uses the source of a kind. @param clock by which legs are placed in the period */
export function withRowSource<Result>(
  kind: RowKind,
  clock: LegClock,
  use: <Record extends object>(source: RowSource<Record>) => Result,
): Result {
  switch (kind) {
    case 'legs':
      return use(legSource(clock));
    case 'alerts':
      return use(ALERT_SOURCE);
    case 'directives':
      return use(DIRECTIVE_SOURCE);
    case 'quality':
      return use(QUALITY_SOURCE);
    case 'desk-states':
      return use(DESK_STATE_SOURCE);
  }
}
