import type { Rule } from '#domain/alert/rule.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import type { WatchingRule } from '../application/observe.js';

/** What applying a set of rules changed; or why nothing was. */
export type RulesApplied =
  | {
      readonly ok: true;
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
      readonly same: number;
    }
  | { readonly ok: false; readonly faults: readonly string[] };

interface StoredRule {
  readonly rule_id: string;
  readonly version: number;
  readonly removed: boolean;
  readonly definition: Rule;
}

/** The rules that hold. */
export async function readRules(database: Database): Promise<readonly WatchingRule[]> {
  const { rows } = await database.query<{ version: number; definition: Rule }>(
    `SELECT version, definition FROM mnara.rule JOIN mnara.rule_version USING (rule_id, version) WHERE removed_at IS NULL ORDER BY rule_id`,
  );
  return rows.map(({ version, definition }) => ({ version, rule: definition }));
}

/** Makes these the rules that hold: all of them or nothing. What is not among them any more is removed; its alerts are closed. */
export function applyRules(database: Database, rules: readonly Rule[], by: string, now: number): Promise<RulesApplied> {
  return database.transaction(async (tx) => {
    await tx.query('LOCK TABLE mnara.rule IN SHARE ROW EXCLUSIVE MODE');
    const faults = await unknownIds(tx, rules);
    if (faults.length > 0) return { ok: false, faults };
    const { rows } = await tx.query<StoredRule>(
      'SELECT rule_id, version, removed_at IS NOT NULL AS removed, definition FROM mnara.rule JOIN mnara.rule_version USING (rule_id, version)',
    );
    const before = new Map(rows.map((row) => [row.rule_id, row]));
    const isSame = (rule: Rule): boolean => {
      const known = before.get(rule.id);
      return known !== undefined && !known.removed && canonical(known.definition) === canonical(rule);
    };
    const fresh = rules.filter((rule) => !isSame(rule));
    const wanted = new Set(rules.map(({ id }) => id));
    const removed = rows.filter((row) => !row.removed && !wanted.has(row.rule_id)).map((row) => row.rule_id);
    await writeVersions(tx, fresh, before, by, now);
    await tx.query('UPDATE mnara.rule SET removed_at = $2 WHERE rule_id = ANY($1::text[])', [removed, new Date(now)]);
    const isKnown = ({ id }: Rule): boolean => before.get(id)?.removed === false;
    return {
      ok: true,
      added: fresh.filter((rule) => !isKnown(rule)).map(({ id }) => id),
      changed: fresh.filter(isKnown).map(({ id }) => id),
      removed,
      same: rules.length - fresh.length,
    };
  });
}

/** Gives a database without rules these; one that ever had some is left as it is. True when it took them. */
export async function applyFirstRules(database: Database, rules: readonly Rule[], now: number): Promise<boolean> {
  const { rows } = await database.query<{ has: boolean }>('SELECT EXISTS (SELECT 1 FROM mnara.rule) AS has');
  if (rows[0]?.has === true) return false;
  return (await applyRules(database, rules, 'mnara', now)).ok;
}

/** The same text for the same rule, in whichever order its keys were stored. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

async function writeVersions(
  tx: Transaction,
  rules: readonly Rule[],
  before: ReadonlyMap<string, StoredRule>,
  by: string,
  now: number,
): Promise<void> {
  const rows = rules.map((rule) => ({
    rule_id: rule.id,
    version: (before.get(rule.id)?.version ?? 0) + 1,
    definition: rule,
  }));
  const given = [JSON.stringify(rows)];
  const written = 'jsonb_to_recordset($1::jsonb) AS x(rule_id text, version int, definition jsonb)';
  await tx.query(
    `INSERT INTO mnara.rule (rule_id, version) SELECT rule_id, version FROM ${written}
     ON CONFLICT (rule_id) DO UPDATE SET version = excluded.version, removed_at = NULL`,
    given,
  );
  await tx.query(
    `INSERT INTO mnara.rule_version (rule_id, version, definition, applied_at, applied_by) SELECT rule_id, version, definition, $2, $3 FROM ${written}`,
    [...given, new Date(now), by],
  );
}

const KINDS = { regions: 'region', centres: 'centre', services: 'service', agencies: 'agency' } as const;

/** Ids and policies that a rule names and nobody knows. */
async function unknownIds(tx: Transaction, rules: readonly Rule[]): Promise<readonly string[]> {
  const { rows } = await tx.query<{ kind: string; id: string }>(
    `SELECT 'region' AS kind, region_id AS id FROM mnara.region UNION ALL SELECT 'centre', centre_id FROM mnara.centre
     UNION ALL SELECT 'service', service_id FROM mnara.service UNION ALL SELECT 'agency', agency_id FROM mnara.agency
     UNION ALL SELECT 'policy', policy_id FROM mnara.escalation_policy WHERE removed_at IS NULL`,
  );
  const known = new Set(rows.map(({ kind, id }) => `${kind} ${id}`));
  return rules.flatMap((rule) => {
    const named = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((list) =>
      (rule.where[list] ?? []).map((id) => [KINDS[list], id] as const),
    );
    const missing = [...named, ['policy', rule.policy] as const].filter(([kind, id]) => !known.has(`${kind} ${id}`));
    return missing.map(
      ([kind, id]) => `Rule ${rule.id} names the ${kind} "${id}", which is not there; correct the id, or add it first.`,
    );
  });
}
