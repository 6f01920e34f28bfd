import type { SourceEvent } from '../connectors/connector.js';
import { eventReader } from '../connectors/file-drop/event-reader.js';
import { Overlaps } from '../connectors/file-drop/overlaps.js';
import { ExpressionCompiler } from './compile-expressions.js';
import type { Test } from './compiled.js';
import { VisitOrder } from './local-doubts.js';
import { RowError } from './mapping-errors.js';
import type { Mapping } from './mapping-schema.js';
import { CellStyle, type Cells, RowContext, type RowPlace } from './row-context.js';
import { type NoteReader, noteReader } from './row-note.js';
import { unfollowedAdder } from './unfollowed.js';
import { ZonedClocks } from './zoned-clocks.js';

/** The result of mapping a row. */
export type MappedRow =
  | {
      readonly kind: 'events';
      /** The index of the rule that the row matches. */
      readonly rule: number;
      readonly events: readonly SourceEvent[];
      readonly defects: readonly string[];
    }
  /** The row has no fact, for a reason that the mapping names. */
  | {
      readonly kind: 'skipped';
      readonly rule: number;
      readonly reason: string;
      readonly defects: readonly string[];
      /** An event that reports the row to the server; undefined when the row's time is unknown. */
      readonly note: SourceEvent | undefined;
    }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string };

const NOWHERE: RowPlace = { line: 0, file: '' };

/** Converts rows into events as a mapping describes. It keeps state only to find overlaps. */
export class RowMapper {
  /** Every column that the mapping reads. */
  readonly columns: ReadonlySet<string>;
  readonly #rules: readonly {
    readonly test: Test;
    readonly events: readonly ReturnType<typeof eventReader>[];
    readonly count: string | undefined;
    readonly note: NoteReader;
  }[];
  readonly #style: CellStyle;
  readonly #unfollowed: ReturnType<typeof unfollowedAdder>;
  readonly #defects: readonly { readonly name: string; readonly test: Test }[];

  /**
   * @param onUnlisted called with each content that a map does not list
   * @throws MappingError when the mapping contradicts itself or names something that it does not define
   */
  constructor(mapping: Mapping, secret: () => string, onUnlisted?: (column: string, content: string) => void) {
    const compiler = new ExpressionCompiler(mapping, new ZonedClocks(mapping.input.timeZone), secret, onUnlisted);
    this.#style = new CellStyle(mapping.input);
    this.#unfollowed = unfollowedAdder(mapping);
    this.#rules = mapping.rows.map((rule) => ({
      test: rule.when === undefined ? () => true : compiler.condition(rule.when),
      events: 'events' in rule ? rule.events.map((event) => eventReader(event, mapping, compiler)) : [],
      count: 'count' in rule ? rule.count : undefined,
      note: noteReader('count' in rule ? rule.at : rule.events[0]?.at, mapping, compiler),
    }));
    this.#defects = mapping.defects.map(({ name, when, overlaps }) => {
      const applies = when === undefined ? () => true : compiler.condition(when);
      const meets = overlaps === undefined ? () => true : overlapTest(overlaps, compiler);
      return { name, test: (row: RowContext) => applies(row) && meets(row) };
    });
    for (const name of Object.keys(mapping.conditions)) compiler.condition(name);
    for (const name of Object.keys(mapping.texts)) compiler.text(name);
    for (const name of Object.keys(mapping.moments)) compiler.moment(name);
    this.columns = compiler.columns;
  }

  /** @param order of the file that the row is of @param place of the row in its source */
  map(cells: Cells, order = new VisitOrder(), place = NOWHERE): MappedRow {
    try {
      return this.#map(new RowContext(cells, this.#style, place), order);
    } catch (error) {
      if (error instanceof RowError) return { kind: 'rejected', code: error.code, reason: error.message };
      throw error;
    }
  }

  /** Whether the row gives at least one event. Changes nothing: it does not count for overlaps. */
  givesEvents(cells: Cells): boolean {
    const row = new RowContext(cells, this.#style, NOWHERE);
    try {
      const events = this.#rules.find(({ test }) => test(row))?.events ?? [];
      return events.map((read) => read(row)).some((event) => event !== undefined);
    } catch (error) {
      if (error instanceof RowError) return false;
      throw error;
    }
  }

  #map(row: RowContext, order: VisitOrder): MappedRow {
    const index = this.#rules.findIndex(({ test }) => test(row));
    const rule = this.#rules[index];
    if (rule === undefined)
      return {
        kind: 'rejected',
        code: 'no_rule',
        reason: 'No rule under "rows" matches this row; add a rule for it, or a rule without "when".',
      };
    const read = rule.events.flatMap((event) => event(row) ?? []);
    const named = this.#defects.filter(({ test }) => test(row)).map(({ name }) => name);
    const events = this.#unfollowed(order.placed(read, row.doubts));
    const defects = row.doubts.isNearChange ? [...named, ...row.doubts.defects] : named;
    const skipped = (reason: string): MappedRow => ({
      kind: 'skipped',
      rule: index,
      reason,
      defects,
      note: rule.note(row, reason, defects),
    });
    if (rule.count !== undefined) return skipped(rule.count);
    const [first, ...others] = events;
    if (first === undefined) return skipped('no_event');
    // Only the first event carries the defects, so that each defect of a row counts once.
    return {
      kind: 'events',
      rule: index,
      events: defects.length === 0 ? events : [{ ...first, defects }, ...others],
      defects,
    };
  }
}

function overlapTest(
  overlaps: NonNullable<Mapping['defects'][number]['overlaps']>,
  compiler: ExpressionCompiler,
): Test {
  const seen = new Overlaps();
  const owner = compiler.text(overlaps.of);
  const from = compiler.moment(overlaps.from);
  const to = compiler.moment(overlaps.to);
  return (row) => {
    const name = owner(row);
    if (name === undefined) return false;
    const begin = from(row);
    return seen.add(name, begin, row.doubts.notBefore(to(row), begin));
  };
}
