/**
 * Which imports state a fact, in order; '' stands for everything that is no import. Undefined: no import states it.
 * A fact that an import and another source state stays when the import is withdrawn.
 */
export type Sources = readonly string[] | undefined;

const NO_IMPORT: readonly string[] = [''];

/** One array for each set of sources, because millions of facts have the same. */
const known = new Map<string, readonly string[]>();
const MAX_KNOWN = 10_000;
const SEPARATOR = '\u001f';

function shared(ids: readonly string[]): readonly string[] {
  const text = ids.join(SEPARATOR);
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, ids);
  return ids;
}

/** The sources of a fact that one event states. @param importId undefined for an event of no import */
export const sourcesOf = (importId: string | undefined): Sources =>
  importId === undefined ? undefined : shared([importId]);

/** The sources that a stored fact names. @param ids in any order */
export const sourcesOfIds = (ids: readonly string[]): Sources =>
  ids.every((id) => id === '') ? undefined : shared([...new Set(ids)].sort());

/** Union. It is `left` itself where `right` adds nothing. */
export function bothSources(left: Sources, right: Sources): Sources {
  if (left === right) return left;
  const [had, added] = [left ?? NO_IMPORT, right ?? NO_IMPORT];
  return added.every((id) => had.includes(id)) ? left : sourcesOfIds([...had, ...added]);
}

/** Whether a fact with these sources stays when an import is withdrawn. */
export const staysWithout = (sources: Sources, importId: string): boolean =>
  sources === undefined || sources.some((id) => id !== importId);

/** The sources without an import. Only for a fact that stays. */
export const withoutImport = (sources: Sources, importId: string): Sources =>
  sources?.includes(importId) === true ? sourcesOfIds(sources.filter((id) => id !== importId)) : sources;
