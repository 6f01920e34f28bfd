import { parseRules } from '#config-files/rules/parse-rules.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { RuleFile, RuleStore, SavedRules } from '#store/rules/rule-store.js';
import type { RuleFault } from '../gql/schema-types.js';

/** Maximum number of characters of a refusal that are recorded. */
const MAX_REASON = 4_000;

/** Why the viewer may not administer rules; undefined: they may. */
export function whyNot(viewer: Viewer, store: RuleStore | undefined): string | undefined {
  if (viewer.isAdministrator !== true)
    return "Only an administrator can see and change rules; give an administrator's token, which the browser never stores.";
  return store === undefined
    ? 'Rules cannot be administered on this server; use one that runs as `mnara serve` or `mnara api`.'
    : undefined;
}

/** All faults of a rules file that can be found without the database. */
export function faultsIn(yaml: string): readonly RuleFault[] {
  const read = parseRules(yaml);
  return read.ok ? [] : read.faults;
}

/** Saves a rules file. @returns its faults, each with its line and how to fix it, when it has any; they are recorded */
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
  await store.recordRefusal(file.by, reason.slice(0, MAX_REASON), file.now);
  return { kind: 'faulty', faults };
}
