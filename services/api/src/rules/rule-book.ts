import { parseRules } from '#config-files/rules/parse-rules.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { RuleFile, RuleStore, SavedRules } from '#store/rules/rule-store.js';
import type { RuleFault } from '../gql/schema-types.js';

/** Characters of a refusal that are recorded. */
const LONGEST_REASON = 4_000;

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
