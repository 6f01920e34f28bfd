import type { WatchingRule } from '#domain/alert/evaluation/observe.js';
import type { Rule } from '#domain/alert/rule.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { canonical, keepText, textOf } from './rule-text.js';

/** What applying a set of rules changed, or why nothing was changed. */
export type RulesApplied =
  | {
      readonly ok: true;
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
      readonly same: number;
    }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Another person changed the rules since they were read. */
export class RulesChangedError extends Error {
  override readonly name = 'RulesChangedError';
  readonly code = 'RULES_CHANGED';
}

/** One version of a rule: valid from one change to the next. */
export interface RuleVersion {
  readonly version: number;
  readonly appliedAt: number;
  readonly appliedBy: string;
  readonly rule: Rule;
}

/** The current rules, with who changed each last, and a revision text that differs after every change. */
export interface RuleBook {
  readonly revision: string;
  readonly rules: readonly RuleVersion[];
  /** All rules as one file, as it was written. */
  readonly yaml: string;
}

/** Where a set of rules comes from. */
export interface RulesSource {
  /** The revision that the change is based on; without it, the change applies to any revision. */
  readonly revision?: string;
  /** The file with these rules, stored unchanged. */
  readonly yaml?: string;
}

interface StoredRule {
  readonly rule_id: string;
  readonly version: number;
  readonly removed: boolean;
  readonly definition: Rule;
}

/** A text that changes whenever a rule is added, changed or removed. */
export async function readRulesVersion(database: Database): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `SELECT concat_ws('/', sum(version), count(*) FILTER (WHERE removed_at IS NULL)) AS version FROM mnara.rule`,
  );
  return rows[0]?.version ?? '';
}

/** The current rules. */
export async function readRules(database: Database): Promise<readonly WatchingRule[]> {
  const { rows } = await database.query<{ version: number; definition: Rule }>(
    `SELECT version, definition FROM mnara.rule JOIN mnara.rule_version USING (rule_id, version)
      WHERE removed_at IS NULL ORDER BY rule_id`,
  );
  return rows.map(({ version, definition }) => ({ version, rule: definition }));
}

interface VersionRow {
  readonly version: number;
  readonly applied_at: Date;
  readonly applied_by: string;
  readonly definition: Rule;
}

const versionOf = (row: VersionRow): RuleVersion => ({
  version: row.version,
  appliedAt: row.applied_at.getTime(),
  appliedBy: row.applied_by,
  rule: row.definition,
});

const REVISION = `SELECT concat_ws(' ', md5(string_agg(concat_ws(' ', rule_id, version, removed_at), ','
  ORDER BY rule_id)),
  (SELECT max(version) FROM mnara.rule_file)) AS revision FROM mnara.rule`;

async function readRevision(db: Pick<Transaction, 'query'>): Promise<string> {
  return (await db.query<{ revision: string }>(REVISION)).rows[0]?.revision ?? '';
}

/** The current rules, sorted by id. */
export function readRuleBook(database: Database): Promise<RuleBook> {
  return database.transaction(async (tx) => {
    // Read before the rules: a change in between makes the revision too old, never too new.
    const revision = await readRevision(tx);
    const { rows } = await tx.query<VersionRow>(
      `SELECT v.* FROM mnara.rule r JOIN mnara.rule_version v USING (rule_id, version) WHERE r.removed_at IS NULL
        ORDER BY rule_id`,
    );
    const rules = rows.map(versionOf);
    return {
      revision,
      rules,
      yaml: await textOf(
        tx,
        rules.map(({ rule }) => rule),
      ),
    };
  });
}

/** The versions of a rule, newest first; also of a removed rule. */
export async function readRuleVersions(database: Database, ruleId: string): Promise<readonly RuleVersion[]> {
  const { rows } = await database.query<VersionRow>(
    'SELECT * FROM mnara.rule_version WHERE rule_id = $1 ORDER BY version DESC LIMIT 200',
    [ruleId],
  );
  return rows.map(versionOf);
}

/**
 * Replaces the current rules by these: all or nothing. Rules that are not among them are removed; their alerts are
 * closed.
 * @throws RulesChangedError when the rules have changed since the source's revision
 */
export function applyRules(
  database: Database,
  rules: readonly Rule[],
  by: string,
  now: number,
  { revision, yaml }: RulesSource = {},
): Promise<RulesApplied> {
  return database.transaction(async (tx) => {
    await tx.query('LOCK TABLE mnara.rule IN SHARE ROW EXCLUSIVE MODE');
    if (revision !== undefined && revision !== (await readRevision(tx)))
      throw new RulesChangedError(
        'Another person has changed the rules since you read them; read them again and repeat your change.',
      );
    const faults = await unknownIds(tx, rules);
    if (faults.length > 0) return { ok: false, faults };
    const { rows } = await tx.query<StoredRule>(
      `SELECT rule_id, version, removed_at IS NOT NULL AS removed, definition
       FROM mnara.rule JOIN mnara.rule_version USING (rule_id, version)`,
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
    if (yaml !== undefined) await keepText(tx, yaml, by, now);
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

/** Applies these rules to a database that never had any. @returns whether it did */
export async function applyFirstRules(
  database: Database,
  { rules, yaml }: { readonly rules: readonly Rule[]; readonly yaml: string },
  now: number,
): Promise<boolean> {
  const { rows } = await database.query<{ has: boolean }>('SELECT EXISTS (SELECT 1 FROM mnara.rule) AS has');
  if (rows[0]?.has === true) return false;
  return (await applyRules(database, rules, 'mnara', now, { yaml })).ok;
}

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
    `INSERT INTO mnara.rule_version (rule_id, version, definition, applied_at, applied_by)
      SELECT rule_id, version, definition, $2, $3 FROM ${written}`,
    [...given, new Date(now), by],
  );
}

const KINDS = { regions: 'region', centres: 'centre', services: 'service', agencies: 'agency' } as const;

/** Ids and policies that a rule names but that do not exist. */
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
      ([kind, id]) =>
        `Rule ${rule.id} names the ${kind} "${id}", which does not exist; correct the id, or add it first.`,
    );
  });
}
