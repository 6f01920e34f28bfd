import type { CheckedReport } from '#contracts/directive/directive-message.js';
import type { Directive } from '#domain/directive/directive.js';

/** Directives that changed, and the database time up to which they were searched. */
export interface ChangedDirectives {
  readonly directives: readonly Directive[];
  readonly asOf: Date;
}

/** The directives of centres, for their agents. */
export interface AgentDirectiveStore {
  /**
   * Records which directives an agent has and what its centre answered, each answer once, in one transaction.
   * @returns what the agent is missing: open directives that it does not have, and newer versions of those that it has
   */
  exchange(agentId: string, centreId: string, report: CheckedReport, nowMs: number): Promise<readonly Directive[]>;
  /**
   * Directives of the centres that changed since a moment that an earlier call returned, and some seconds before it;
   * undefined: since now.
   */
  changedSince(centreIds: readonly string[], since: Date | undefined): Promise<ChangedDirectives>;
}
export const AGENT_DIRECTIVE_STORE = Symbol('AgentDirectiveStore');
