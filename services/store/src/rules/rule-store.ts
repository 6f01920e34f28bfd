import type { Rule } from '#domain/alert/rule.js';
import type { Database } from '#platform/postgres/database.js';
import { recordRefusal } from '../alerts/alert-store.js';
import {
  applyRules,
  type RuleBook,
  RulesChangedError,
  type RuleVersion,
  readRuleBook,
  readRuleVersions,
} from './apply-rules.js';

/** A rules file to save, and the revision that it is based on. */
export interface RuleFile {
  readonly yaml: string;
  readonly revision: string;
  readonly by: string;
  readonly now: number;
}

/** The result of saving. */
export type SavedRules =
  | {
      readonly kind: 'saved';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] }
  | { readonly kind: 'outdated' };

/** Alert rules, as administrators read and change them; provided only where the host allows administration. */
export class RuleStore {
  constructor(readonly database: Database) {}

  book(): Promise<RuleBook> {
    return readRuleBook(this.database);
  }

  /** The versions of a rule, newest first; also of a removed rule. */
  versions(ruleId: string): Promise<readonly RuleVersion[]> {
    return readRuleVersions(this.database, ruleId);
  }

  /** Replaces the current rules by these: all or nothing. */
  async save(rules: readonly Rule[], { yaml, revision, by, now }: RuleFile): Promise<SavedRules> {
    try {
      const applied = await applyRules(this.database, rules, by, now, { yaml, revision });
      return applied.ok ? { kind: 'saved', ...applied } : { kind: 'faulty', faults: applied.faults };
    } catch (error) {
      if (error instanceof RulesChangedError) return { kind: 'outdated' };
      throw error;
    }
  }

  /** Records that a person's rules were not saved, and why. */
  recordRefusal(by: string, reason: string, now: number): Promise<void> {
    return recordRefusal(this.database, by, 'save rules', reason, now);
  }
}
