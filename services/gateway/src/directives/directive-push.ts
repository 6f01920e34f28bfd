import type { Directive } from '#domain/directive/directive.js';
import type { DirectiveStore } from '#store/directives/agent-directives.js';

/** A link that directives can be pushed to. */
export interface DirectiveLink {
  /** The centre whose directives it takes; undefined while it takes none. */
  readonly directiveCentreId: string | undefined;
  /** Sends what of them the agent does not know. */
  pushDirectives(directives: readonly Directive[]): void;
}

/** Looks for directives that changed and pushes them to the links of this gateway; others look for theirs. */
export class DirectivePush {
  #since: Date | undefined;

  constructor(
    readonly store: DirectiveStore,
    readonly links: () => readonly DirectiveLink[],
  ) {}

  /** Looks once. Rejects when the database is away: the next round looks from where this one did. */
  async round(): Promise<void> {
    const linked = new Map<string, DirectiveLink[]>();
    for (const link of this.links()) {
      const centreId = link.directiveCentreId;
      if (centreId !== undefined) linked.set(centreId, [...(linked.get(centreId) ?? []), link]);
    }
    // An agent that links up later asks for everything itself.
    if (linked.size === 0) return;
    const { directives, asOf } = await this.store.changedSince([...linked.keys()], this.#since);
    this.#since = asOf;
    for (const [centreId, own] of Map.groupBy(directives, (directive) => directive.centreId)) {
      for (const link of linked.get(centreId) ?? []) link.pushDirectives(own);
    }
  }
}
