import { parseRules } from '#config-files/rules/parse-rules.js';
import { printRules } from '#config-files/rules/print-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import type { Transaction } from '#platform/postgres/database.js';

/** The same text for the same rule, in whichever order its keys were stored. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const inOrder = (rules: readonly Rule[]): string => canonical(rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)));

/** Keeps a file as it was written, with its comments. */
export async function keepText(tx: Transaction, yaml: string, by: string, now: number): Promise<void> {
  await tx.query('INSERT INTO mnara.rule_file (yaml, applied_at, applied_by) VALUES ($1, $2, $3)', [
    yaml,
    new Date(now),
    by,
  ]);
}

/** The rules that hold as a file: as it was written, if it still says just these; else made anew, without comments. */
export async function textOf(db: Pick<Transaction, 'query'>, rules: readonly Rule[]): Promise<string> {
  const { rows } = await db.query<{ yaml: string }>('SELECT yaml FROM mnara.rule_file ORDER BY version DESC LIMIT 1');
  const [newest] = rows;
  const read = newest === undefined ? undefined : parseRules(newest.yaml);
  const isTrue = read?.ok === true && inOrder(read.value) === inOrder(rules);
  return isTrue && newest !== undefined ? newest.yaml : printRules(rules);
}
