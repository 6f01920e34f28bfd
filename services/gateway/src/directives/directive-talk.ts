import type { MessageInitShape } from '@bufbuild/protobuf';
import { directiveMessage, readReport } from '#contracts/directive/directive-message.js';
import type { DirectiveBatchSchema, DirectiveReport } from '#contracts/gen/mnara/v1/directive_pb.js';
import type { Directive } from '#domain/directive/directive.js';
import type { KnownAgent } from '#store/agents/agent-registry.js';
import type { DirectiveStore } from '#store/directives/agent-directives.js';

/** What goes to the agent. */
export type DirectiveBatchInit = Exclude<MessageInitShape<typeof DirectiveBatchSchema>, { readonly $typeName: string }>;

export interface DirectiveTalkParts {
  readonly agent: KnownAgent;
  readonly store: DirectiveStore;
  readonly now: () => number;
}

/** What became of a report. */
export type Reported =
  | { readonly ok: true; readonly batch: DirectiveBatchInit }
  | { readonly ok: false; readonly message: string };

/** What one agent is told of its centre's directives, and what it tells. Reports are handled one after another. */
export class DirectiveTalk {
  readonly #parts: DirectiveTalkParts;
  /** Versions that the agent holds or was sent since its last report; undefined until it has reported. */
  #known: Map<string, number> | undefined;
  #reporting: Promise<unknown> = Promise.resolve();

  constructor(parts: DirectiveTalkParts) {
    this.#parts = parts;
  }

  /** The centre whose directives may be pushed; undefined until the agent has shown that it understands them. */
  get centreId(): string | undefined {
    return this.#known === undefined ? undefined : this.#parts.agent.centreId;
  }

  /** Records a report. Rejects when the database is away: the agent reports again. */
  report(message: DirectiveReport): Promise<Reported> {
    const reported = this.#reporting.then(() => this.#report(message));
    this.#reporting = reported.catch(() => undefined);
    return reported;
  }

  async #report(message: DirectiveReport): Promise<Reported> {
    const { agent, store, now } = this.#parts;
    if (agent.centreId === undefined)
      return { ok: false, message: 'This agent speaks for no single centre, so no directives go to it.' };
    const report = readReport(message);
    if ('fault' in report) return { ok: false, message: report.fault };
    const lacking = await store.exchange(agent.agentId, agent.centreId, report, now());
    this.#known = new Map(report.held.map(({ directiveId, version }) => [directiveId, version]));
    for (const { id, version } of lacking) this.#known.set(id, version);
    const takenAnswerIds = [...report.answers.map(({ answerId }) => answerId), ...report.refusedAnswerIds];
    return { ok: true, batch: { directives: lacking.map(directiveMessage), takenAnswerIds, answersReport: true } };
  }

  /**
   * What of the given directives of its centre the agent does not know yet; undefined when it knows all. Call it once
   * for each sending.
   */
  news(directives: readonly Directive[]): DirectiveBatchInit | undefined {
    const known = this.#known;
    // What had ended before the agent heard of it is no order any more.
    const news = directives.filter(({ id, version, closed }) =>
      known?.has(id) === true ? version > (known.get(id) ?? 0) : closed === undefined,
    );
    if (known === undefined || news.length === 0) return undefined;
    for (const { id, version } of news) known.set(id, version);
    return { directives: news.map(directiveMessage), takenAnswerIds: [] };
  }
}
