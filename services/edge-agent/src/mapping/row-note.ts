import type { SourceEvent } from '../connectors/connector.js';
import type { ExpressionCompiler } from './compile-expressions.js';
import type { MomentExpr } from './expression-schema.js';
import { RowError } from './mapping-errors.js';
import type { Mapping } from './mapping-schema.js';
import { hashOf, type RowContext } from './row-context.js';

/**
 * Creates an event that reports a row without a fact, so that the server counts it too; undefined when the row's time
 * or centre is unknown.
 */
export type NoteReader = (row: RowContext, reason: string, defects: readonly string[]) => SourceEvent | undefined;

/** @param at moment of the row; undefined when its rule names none, so that only the agent counts the row */
export function noteReader(at: MomentExpr | undefined, mapping: Mapping, compiler: ExpressionCompiler): NoteReader {
  if (at === undefined) return () => undefined;
  const moment = compiler.moment(at);
  const { centre, visit } = mapping.every;
  const centreOf = centre === undefined ? () => undefined : compiler.text(centre);
  const visitOf = visit === undefined ? () => undefined : compiler.text(visit);
  return (row, reason, defects) => {
    try {
      return {
        occurredAtMs: Math.round(moment(row)),
        clock: mapping.input.clock,
        centreId: centreOf(row),
        defects,
        fact: { case: 'sourceRowNoted', value: { rowId: visitOf(row) ?? hashOf(row.cells), reason } },
      };
    } catch (error) {
      if (error instanceof RowError) return undefined;
      throw error;
    }
  };
}
