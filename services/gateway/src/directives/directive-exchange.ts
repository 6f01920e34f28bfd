import type { MessageInitShape } from '@bufbuild/protobuf';
import { directiveMessage, readReport } from '#contracts/directive/directive-message.js';
import type { DirectiveBatchSchema, DirectiveReport } from '#contracts/gen/mnara/v1/directive_pb.js';
import type { Directive } from '#domain/directive/directive.js';
import type { KnownAgent } from '#store/agents/agent-registry.js';
import type { AgentDirectiveStore } from '#store/directives/agent-directive-store.js';

/** The content of a frame with directives for an agent. */
export type DirectiveBatchInit = Exclude<MessageInitShape<typeof DirectiveBatchSchema>, { readonly $typeName: string }>;

export interface DirectiveExchangeParts {
  readonly agent: KnownAgent;
  readonly store: AgentDirectiveStore;
  readonly now: () => number;
}

/** The result of a report. */
export type ReportResult =
  | { readonly ok: true; readonly batch: DirectiveBatchInit }
  | { readonly ok: false; readonly message: string };

/** The exchange of directives and reports with one agent. Reports are handled one after another. */
export class DirectiveExchange {
  readonly #parts: DirectiveExchangeParts;
  /**
   * Versions that the agent holds, or that were sent to it since its last report; undefined before its first report.
   */
  #known: Map<string, number> | undefined;
  #reporting: Promise<unknown> = Promise.resolve();

  constructor(parts: DirectiveExchangeParts) {
    this.#parts = parts;
  }

  /**
   * The centre whose directives may be pushed; undefined until a report shows that the agent understands directives.
   */
  get centreId(): string | undefined {
    return this.#known === undefined ? undefined : this.#parts.agent.centreId;
  }

  /** Records a report. Rejects when the database is unavailable; the agent then sends its report again. */
  report(message: DirectiveReport): Promise<ReportResult> {
    const reported = this.#reporting.then(() => this.#report(message));
    this.#reporting = reported.catch(() => undefined);
    return reported;
  }

  async #report(message: DirectiveReport): Promise<ReportResult> {
    const { agent, store, now } = this.#parts;
    if (agent.centreId === undefined)
      return { ok: false, message: 'This agent does not belong to one centre, so it receives no directives.' };
    const report = readReport(message);
    if ('fault' in report) return { ok: false, message: report.fault };
    const lacking = await store.exchange(agent.agentId, agent.centreId, report, now());
    this.#known = new Map(report.held.map(({ directiveId, version }) => [directiveId, version]));
    for (const { id, version } of lacking) this.#known.set(id, version);
    const takenAnswerIds = [...report.answers.map(({ answerId }) => answerId), ...report.refusedAnswerIds];
    return { ok: true, batch: { directives: lacking.map(directiveMessage), takenAnswerIds, answersReport: true } };
  }

  /**
   * Returns the given directives that the agent does not know yet and marks them as sent; undefined when the agent
   * knows all of them. Send the result.
   */
  takeUnsent(directives: readonly Directive[]): DirectiveBatchInit | undefined {
    const known = this.#known;
    // A directive that was closed before the agent received it needs no action, so it is not sent.
    const takeUnsent = directives.filter(({ id, version, closed }) =>
      known?.has(id) === true ? version > (known.get(id) ?? 0) : closed === undefined,
    );
    if (known === undefined || takeUnsent.length === 0) return undefined;
    for (const { id, version } of takeUnsent) known.set(id, version);
    return { directives: takeUnsent.map(directiveMessage), takenAnswerIds: [] };
  }
}
