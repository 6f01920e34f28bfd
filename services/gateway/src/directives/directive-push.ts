import type { Directive } from '#domain/directive/directive.js';
import type { AgentDirectiveStore } from '#store/directives/agent-directive-store.js';

/** A link to an agent that directives can be pushed to. */
export interface DirectiveLink {
  /** The centre whose directives may be pushed; undefined while the link accepts none. */
  readonly directiveCentreId: string | undefined;
  /** Sends those directives that the agent does not know yet. */
  pushDirectives(directives: readonly Directive[]): void;
}

/**
 * Reads directives that have changed and pushes them to the links of this gateway. Each gateway does this for its own
 * links.
 */
export class DirectivePush {
  #since: Date | undefined;

  constructor(
    readonly store: AgentDirectiveStore,
    readonly links: () => readonly DirectiveLink[],
  ) {}

  /**
   * Reads the changes once. Rejects when the database is unavailable; the next round then starts from the same point.
   */
  async round(): Promise<void> {
    const linked = new Map<string, DirectiveLink[]>();
    for (const link of this.links()) {
      const centreId = link.directiveCentreId;
      if (centreId !== undefined) linked.set(centreId, [...(linked.get(centreId) ?? []), link]);
    }
    // An agent that connects later requests all its directives itself.
    if (linked.size === 0) return;
    const { directives, asOf } = await this.store.changedSince([...linked.keys()], this.#since);
    this.#since = asOf;
    for (const [centreId, own] of Map.groupBy(directives, (directive) => directive.centreId)) {
      for (const link of linked.get(centreId) ?? []) link.pushDirectives(own);
    }
  }
}
