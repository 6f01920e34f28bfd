import type { DirectivePartsFragment } from '../../gql/graphql';

/**
 * The directives of the last answer with what this screen itself has just sent or changed, newest first. Timelines
 * only grow: of two pictures of one directive the longer is the newer.
 */
export function mergeDirectives(
  asked: readonly DirectivePartsFragment[],
  own: readonly DirectivePartsFragment[],
): readonly DirectivePartsFragment[] {
  const merged = new Map(asked.map((directive) => [directive.id, directive]));
  for (const directive of own) {
    const known = merged.get(directive.id);
    if (known === undefined || known.timeline.length < directive.timeline.length) merged.set(directive.id, directive);
  }
  return [...merged.values()].sort((a, b) => b.sentAt - a.sentAt);
}
