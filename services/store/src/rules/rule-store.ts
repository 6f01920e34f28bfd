import type { Rule } from '#domain/alert/rule.js';

/** A version of a rule. Times are Unix milliseconds. */
export interface RuleVersion {
  readonly version: number;
  readonly appliedAt: number;
  readonly appliedBy: string;
  readonly rule: Rule;
}

export interface RuleBook {
  readonly revision: string;
  readonly rules: readonly RuleVersion[];
  /** All of them as one file, as it was written. */
  readonly yaml: string;
}

/** A file of rules that somebody saves, and the book that it was made from. */
export interface RuleFile {
  readonly yaml: string;
  readonly revision: string;
  readonly by: string;
  readonly now: number;
}

/** What became of saving. */
export type SavedRules =
  | {
      readonly kind: 'saved';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] }
  | { readonly kind: 'outdated' };

/** The rules, where the host lets them be administered. */
export interface RuleStore {
  book(): Promise<RuleBook>;
  versions(ruleId: string): Promise<readonly RuleVersion[]>;
  save(rules: readonly Rule[], file: RuleFile): Promise<SavedRules>;
  /** Records that somebody's rules were not saved, and why. */
  recordRefusal(by: string, reason: string, now: number): Promise<void>;
}

export const RULE_STORE = Symbol('RuleStore');
