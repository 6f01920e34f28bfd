import { applyRules, RulesChangedError, readRuleBook, readRuleVersions } from '#alerting/adapters/postgres-rules.js';
import { recordRefusal } from '#api/adapters/postgres-alert-port.js';
import type { RuleStore, SavedRules } from '#api/application/rules/rule-book.js';
import type { Database } from '#platform/postgres/database.js';

async function saved(applying: ReturnType<typeof applyRules>): Promise<SavedRules> {
  try {
    const applied = await applying;
    return applied.ok ? { kind: 'saved', ...applied } : { kind: 'faulty', faults: applied.faults };
  } catch (error) {
    if (error instanceof RulesChangedError) return { kind: 'outdated' };
    throw error;
  }
}

/** The rules of alerting, for the API's administrators. */
export const ruleStore = (database: Database): RuleStore => ({
  book: () => readRuleBook(database),
  versions: (ruleId) => readRuleVersions(database, ruleId),
  recordRefusal: (by, reason, now) => recordRefusal(database, by, 'save rules', reason, now),
  save: (rules, { yaml, revision, by, now }) => saved(applyRules(database, rules, by, now, { yaml, revision })),
});
