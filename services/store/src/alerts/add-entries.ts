import type { Transaction } from '#platform/postgres/database.js';

/** An entry of an alert's timeline. */
export interface TimelineEntry {
  readonly alertId: number;
  readonly kind: string;
  /** The person who did it; undefined: Mnara itself. */
  readonly actor?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Adds entries in the given order. @param at Unix milliseconds */
export async function addEntries(tx: Transaction, entries: readonly TimelineEntry[], at: number): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `INSERT INTO mnara.alert_entry (alert_id, at, kind, actor, detail)
     SELECT "alertId", $2::timestamptz, kind, actor, detail
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("alertId" bigint, kind text, actor text, detail jsonb)) WITH
     ORDINALITY AS x("alertId", kind, actor, detail, place)
     ORDER BY place`,
    [JSON.stringify(entries), new Date(at)],
  );
}
