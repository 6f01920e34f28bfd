import { parseRules } from '#config-files/rules/parse-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import type { Viewer } from '../viewer.js';

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

/** Characters of a refusal that are recorded. */
const LONGEST_REASON = 4_000;
export const RULE_STORE = Symbol('RuleStore');

export interface RuleFault {
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** Why somebody may not; undefined: they may. */
export function whyNot(viewer: Viewer, store: RuleStore | undefined): string | undefined {
  if (viewer.isAdministrator !== true)
    return "Only an administrator sees and changes rules; give an administrator's token, which is never kept by the browser.";
  return store === undefined
    ? 'This server does not administer; ask one that runs as `mnara serve` or `mnara api`.'
    : undefined;
}

/** Everything that is wrong with a file of rules as far as the file alone tells. */
export function faultsIn(yaml: string): readonly RuleFault[] {
  const read = parseRules(yaml);
  return read.ok ? [] : read.faults;
}

/** Saves a file of rules. @returns its faults, with line and mend, when it has any; they are recorded */
export async function saveRules(
  store: RuleStore,
  file: RuleFile,
): Promise<
  Exclude<SavedRules, { kind: 'faulty' }> | { readonly kind: 'faulty'; readonly faults: readonly RuleFault[] }
> {
  const read = parseRules(file.yaml);
  const saved = read.ok ? await store.save(read.value, file) : undefined;
  if (saved !== undefined && saved.kind !== 'faulty') return saved;
  const faults = read.ok
    ? (saved?.faults ?? []).map((message) => ({ line: null, column: null, message }))
    : read.faults;
  const reason = faults.map(({ message }) => message).join('\n');
  await store.recordRefusal(file.by, reason.slice(0, LONGEST_REASON), file.now);
  return { kind: 'faulty', faults };
}
