import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import type { AnswerKind } from '#domain/directive/directive.js';
import { DirectiveStore } from '#store/directives/directive-store.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { visibleTo } from '#store/network/directory.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  AnswerDirectiveResultView,
  MutationAcknowledgeDirectiveArgs,
  MutationCompleteDirectiveArgs,
  MutationRefuseDirectiveArgs,
  MutationResult,
  MutationSendDirectiveArgs,
  QueryDirectiveArgs,
  QueryDirectivesArgs,
  QueryResult,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { answerDirective } from './answer-directive.js';
import { directiveView } from './directive-view.js';
import type { WaitSource } from './followed.js';
import { isAlertId, isDirectiveId, sendDirective } from './send-directive.js';

const MAX_FIRST = 100;

/** Directives: the secretariat sends them, the centre answers them, both read them. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class DirectiveResolver {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(DirectiveStore) private readonly store: DirectiveStore,
    @Inject(KpiStore) private readonly kpis: KpiStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('directives')
  async directives(
    @Context('viewer') viewer: Viewer,
    @Args() { filter, first, before }: QueryDirectivesArgs,
  ): Promise<QueryResult['directives']> {
    if (first < 1 || first > MAX_FIRST)
      throw new RequestError('TOO_MUCH', `first is ${first}; ask for 1 to ${MAX_FIRST} at once.`);
    const source = this.#source(viewer);
    const { centreId, alertId, states, overdue, from, to } = filter ?? {};
    const isNothing = (alertId != null && !isAlertId(alertId)) || (before != null && !isDirectiveId(before));
    const query = {
      centreId: centreId ?? undefined,
      alertId: alertId ?? undefined,
      states: states ?? undefined,
      isOverdue: overdue ?? undefined,
      from: momentOf('from', from, source),
      to: momentOf('to', to, source),
      before: before ?? undefined,
      max: first + 1,
    };
    const found = isNothing ? [] : await this.store.list(viewer.scope, query, source.now);
    return {
      directives: found.slice(0, first).map((record) => directiveView(record, source)),
      hasMore: found.length > first,
    };
  }

  @Query('directive')
  async directive(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: QueryDirectiveArgs,
  ): Promise<QueryResult['directive']> {
    if (!isDirectiveId(id)) return null;
    const source = this.#source(viewer);
    const [record] = await this.store.list(viewer.scope, { id, max: 1 }, source.now);
    return record === undefined ? null : directiveView(record, source);
  }

  @Mutation('sendDirective')
  async sendDirective(
    @Context('viewer') viewer: Viewer,
    @Args() { directive: input }: MutationSendDirectiveArgs,
  ): Promise<MutationResult['sendDirective']> {
    const source = this.#source(viewer);
    const sent = await sendDirective(this.store, viewer, input, source.now);
    return '__typename' in sent ? sent : { __typename: 'DirectiveSent', directive: directiveView(sent, source) };
  }

  @Mutation('acknowledgeDirective')
  acknowledge(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationAcknowledgeDirectiveArgs,
  ): Promise<MutationResult['acknowledgeDirective']> {
    return this.#answer(viewer, id, 'acknowledged', '');
  }

  @Mutation('completeDirective')
  complete(
    @Context('viewer') viewer: Viewer,
    @Args() { id, note }: MutationCompleteDirectiveArgs,
  ): Promise<MutationResult['completeDirective']> {
    return this.#answer(viewer, id, 'done', note);
  }

  @Mutation('refuseDirective')
  refuse(
    @Context('viewer') viewer: Viewer,
    @Args() { id, reason }: MutationRefuseDirectiveArgs,
  ): Promise<MutationResult['refuseDirective']> {
    return this.#answer(viewer, id, 'refused', reason);
  }

  async #answer(viewer: Viewer, id: string, kind: AnswerKind, note: string): Promise<AnswerDirectiveResultView> {
    const source = this.#source(viewer);
    const answered = await answerDirective(this.store, viewer, { id, kind, note }, source.now);
    if ('__typename' in answered) return answered;
    const directive = directiveView(answered.record, source);
    return answered.isOver
      ? { __typename: 'DirectiveOver', message: `The directive was already ${directive.state}.`, directive }
      : { __typename: 'DirectiveAnswered', directive };
  }

  #source(viewer: Viewer): WaitSource {
    return {
      store: this.kpis,
      viewer,
      visible: visibleTo(viewer, this.hub.directory(), undefined),
      now: this.config.now(),
    };
  }
}

function momentOf(name: string, text: string | null | undefined, { visible }: WaitSource): number | undefined {
  if (text == null) return undefined;
  const zone = visible.network.timeZone;
  const local = readLocal(text, zone);
  if (local === undefined)
    throw new RequestError(
      'BAD_DATE',
      `${name} "${text.slice(0, 40)}" is not an ISO date; write 2026-11-24 or 2026-11-24T09:00, by the clock of ${zone}.`,
    );
  return local.at;
}
