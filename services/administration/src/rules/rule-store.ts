import type { Database } from '#platform/postgres/database.js';
import { recordRefusal } from '#store/alerts/postgres-alert-port.js';
import { applyRules, RulesChangedError, readRuleBook, readRuleVersions } from '#store/rules/postgres-rules.js';
import type { RuleStore, SavedRules } from '#store/rules/rule-store.js';

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
