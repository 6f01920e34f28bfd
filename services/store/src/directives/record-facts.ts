import { applyFact, type Directive, type DirectiveFact, type Effect } from '#domain/directive/directive.js';
import { DIRECTIVE_COLUMNS, type DirectiveRow, directiveOf } from './directive-rows.js';

/** The part of a transaction that recording facts needs. */
export interface SqlRunner {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<{ readonly rows: Row[] }>;
}

/** A fact of a directive that is to be recorded. */
export interface RecordedFact {
  readonly directiveId: string;
  readonly fact: DirectiveFact;
  /** Where the fact comes from: a page of the server, or the agent of the centre. */
  readonly via: 'page' | 'agent';
  /** The agent's own id of an answer; an answer that is already recorded has no effect. */
  readonly answerId?: string;
}

/** The outcome of one fact; undefined for a directive of another centre. */
export type FactOutcome = { readonly directive: Directive; readonly effect: Effect } | undefined;

const LOCK = `SELECT ${DIRECTIVE_COLUMNS} FROM mnara.directive d JOIN mnara.centre c ON c.centre_key = d.centre_key
  WHERE d.directive_id = ANY($1::uuid[]) AND c.centre_id = $2 ORDER BY d.directive_id FOR UPDATE OF d`;

const UPDATE = `UPDATE mnara.directive d SET delivered_at = n.delivered_at, delivered_to = n.delivered_to,
  acknowledged_at = n.acknowledged_at,
    acknowledged_by = n.acknowledged_by, closed_at = n.closed_at, closed_by = n.closed_by, outcome = n.outcome,
    closing_note = n.closing_note,
    version = n.version, changed_at = clock_timestamp()
  FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::text[],
  $8::text[], $9::text[], $10::int[])
    AS n(id, delivered_at, delivered_to, acknowledged_at, acknowledged_by, closed_at, closed_by, outcome, closing_note,
    version)
  WHERE d.directive_id = n.id`;

const APPEND = `INSERT INTO mnara.directive_entry (directive_id, at, recorded_at, kind, actor, via, note, counts,
  answer_id)
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
  $8::boolean[], $9::uuid[])`;

const moment = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));

function save(tx: SqlRunner, changed: readonly Directive[]): Promise<unknown> {
  const column = <Value>(of: (directive: Directive) => Value): Value[] => changed.map(of);
  return tx.query(UPDATE, [
    column(({ id }) => id),
    column(({ delivered }) => moment(delivered?.at)),
    column(({ delivered }) => delivered?.by ?? null),
    column(({ acknowledged }) => moment(acknowledged?.at)),
    column(({ acknowledged }) => acknowledged?.by ?? null),
    column(({ closed }) => moment(closed?.at)),
    column(({ closed }) => closed?.by ?? null),
    column(({ closed }) => closed?.outcome ?? null),
    column(({ closed }) => closed?.note ?? null),
    column(({ version }) => version),
  ]);
}

function append(tx: SqlRunner, entries: readonly (RecordedFact & { effect: Effect })[], now: number): Promise<unknown> {
  const column = <Value>(of: (entry: (typeof entries)[number]) => Value): Value[] => entries.map(of);
  return tx.query(APPEND, [
    column(({ directiveId }) => directiveId),
    column(({ fact }) => new Date(fact.at)),
    column(() => new Date(now)),
    column(({ fact }) => fact.kind),
    column(({ fact }) => fact.by),
    column(({ via }) => via),
    column(({ fact }) => fact.note),
    column(({ effect }) => effect === 'applied'),
    column(({ answerId }) => answerId ?? null),
  ]);
}

/** Ids of answers that are already recorded. */
async function takenAnswers(tx: SqlRunner, facts: readonly RecordedFact[]): Promise<Set<string>> {
  const ids = facts.flatMap(({ answerId }) => (answerId === undefined ? [] : [answerId]));
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>(
    'SELECT answer_id AS id FROM mnara.directive_entry WHERE answer_id = ANY($1::uuid[])',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Records facts of directives of one centre, in a transaction of the caller: state and timeline together, each
 * answer once. The rows are locked first, so a concurrent writer continues from this result. A fact that changed
 * nothing leaves no entry, unless it contradicts the end. A fact dated before the directive or in the future gets the
 * nearest possible time.
 * @param now Unix milliseconds
 * @returns the outcome of each fact, in the same order
 */
export async function recordFacts(
  tx: SqlRunner,
  centreId: string,
  facts: readonly RecordedFact[],
  now: number,
): Promise<readonly FactOutcome[]> {
  const ids = [...new Set(facts.map(({ directiveId }) => directiveId))];
  const { rows } = await tx.query<DirectiveRow>(LOCK, [ids, centreId]);
  const current = new Map(rows.map((row) => [row.id, directiveOf(row)]));
  const taken = await takenAnswers(tx, facts);
  const changed = new Set<string>();
  const entries: (RecordedFact & { effect: Effect })[] = [];
  const outcomes = facts.map((one): FactOutcome => {
    const directive = current.get(one.directiveId);
    if (directive === undefined) return undefined;
    if (one.answerId !== undefined && taken.has(one.answerId)) return { directive, effect: 'repeated' };
    const fact = {
      ...one.fact,
      at: Math.min(Math.max(one.fact.at, directive.sentAt), Math.max(now, directive.sentAt)),
    };
    const { course, effect } = applyFact(directive, fact);
    if (effect === 'repeated') return { directive, effect };
    if (one.answerId !== undefined) taken.add(one.answerId);
    entries.push({ ...one, fact, effect });
    if (effect === 'too_late') return { directive, effect };
    changed.add(directive.id);
    // Agents do not need to know about a delivery.
    const next: Directive = {
      ...course,
      version: directive.version + (fact.kind === 'delivered' ? 0 : 1),
    };
    current.set(directive.id, next);
    return { directive: next, effect };
  });
  if (entries.length > 0) await append(tx, entries, now);
  if (changed.size > 0)
    await save(
      tx,
      [...current.values()].filter(({ id }) => changed.has(id)),
    );
  return outcomes.map((outcome) =>
    outcome === undefined
      ? undefined
      : { ...outcome, directive: current.get(outcome.directive.id) ?? outcome.directive },
  );
}
