import { parseRules } from '#config-files/rules/parse-rules.js';
import { printRules } from '#config-files/rules/print-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import type { Transaction } from '#platform/postgres/database.js';

/** A canonical text of a rule, independent of the order of its keys. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const inOrder = (rules: readonly Rule[]): string => canonical(rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)));

/** Stores a file as it was written, with its comments. */
export async function keepText(tx: Transaction, yaml: string, by: string, now: number): Promise<void> {
  await tx.query('INSERT INTO mnara.rule_file (yaml, applied_at, applied_by) VALUES ($1, $2, $3)', [
    yaml,
    new Date(now),
    by,
  ]);
}

/**
 * The current rules as a file: the stored file if it has exactly these rules; otherwise a new one, without comments.
 */
export async function textOf(db: Pick<Transaction, 'query'>, rules: readonly Rule[]): Promise<string> {
  const { rows } = await db.query<{ yaml: string }>('SELECT yaml FROM mnara.rule_file ORDER BY version DESC LIMIT 1');
  const [newest] = rows;
  const read = newest === undefined ? undefined : parseRules(newest.yaml);
  const isTrue = read?.ok === true && inOrder(read.value) === inOrder(rules);
  return isTrue && newest !== undefined ? newest.yaml : printRules(rules);
}
