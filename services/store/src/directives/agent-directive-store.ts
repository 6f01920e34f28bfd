import type { CheckedReport } from '#contracts/directive/directive-message.js';
import type { Directive } from '#domain/directive/directive.js';

/** Directives that changed, and up to which moment of the database they were looked for. */
export interface ChangedDirectives {
  readonly directives: readonly Directive[];
  readonly asOf: Date;
}

/** The directives of centres, as their agents need them. */
export interface AgentDirectiveStore {
  /**
   * Records what an agent holds and what its centre answered, each answer once, in one transaction.
   * @returns what the agent lacks: open directives that it does not hold, and newer versions of those that it holds
   */
  exchange(agentId: string, centreId: string, report: CheckedReport, nowMs: number): Promise<readonly Directive[]>;
  /**
   * Directives of the centres that changed since a moment that this has answered before, and some seconds before it;
   * undefined: just now.
   */
  changedSince(centreIds: readonly string[], since: Date | undefined): Promise<ChangedDirectives>;
}
export const AGENT_DIRECTIVE_STORE = Symbol('AgentDirectiveStore');
