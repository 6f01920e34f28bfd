import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { visibleTo } from '#store/network/directory.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationAcknowledgeAlertArgs,
  MutationAssignAlertArgs,
  MutationCommentAlertArgs,
  MutationEndSilenceArgs,
  MutationMakeSilenceArgs,
  MutationResult,
  QueryAlertArgs,
  QueryAlertsArgs,
  QueryResult,
  SubscriptionAlertListArgs,
  SubscriptionResult,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { AlertHub, type AlertListMessage, type AlertSubscription, MAX_ALERTS } from './alert-hub.js';
import { alertResult, alertView, silenceResult } from './alert-view.js';
import { AnswerAlerts } from './answer-alerts.js';

/** Alerts: their list, their pages, and people's actions on them. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class AlertResolver {
  readonly #answers: AnswerAlerts;

  constructor(
    @Inject(AlertStore) private readonly port: AlertStore,
    @Inject(AlertHub) private readonly alerts: AlertHub,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {
    this.#answers = new AnswerAlerts(port, hub, config.now);
  }

  @Query('alerts')
  async list(
    @Context('viewer') viewer: Viewer,
    @Args() { scope: asked, list, before, first }: QueryAlertsArgs,
  ): Promise<QueryResult['alerts']> {
    visibleTo(viewer, this.hub.directory(), asked);
    const limit = Math.min(MAX_ALERTS, Math.max(1, first ?? 1));
    const request = { asked, list: list ?? 'open', before: before ?? undefined, first: limit };
    return (await this.port.list(viewer.scope, request)).map(alertView);
  }

  @Query('alert')
  async page(@Context('viewer') viewer: Viewer, @Args() { id }: QueryAlertArgs): Promise<QueryResult['alert']> {
    const alert = await this.port.read(viewer.scope, id);
    if (alert === undefined) return null;
    return { alert: alertView(alert), timeline: () => this.port.timeline(viewer.scope, id) };
  }

  @Query('silences')
  silences(@Context('viewer') viewer: Viewer): Promise<QueryResult['silences']> {
    return this.port.silences(viewer.scope, this.config.now());
  }

  @Mutation('acknowledgeAlert')
  async acknowledge(
    @Context('viewer') viewer: Viewer,
    @Args() { id, episode, minutes }: MutationAcknowledgeAlertArgs,
  ): Promise<MutationResult['acknowledgeAlert']> {
    return alertResult(await this.#answers.acknowledge(viewer, id, episode, minutes));
  }

  @Mutation('commentAlert')
  async comment(
    @Context('viewer') viewer: Viewer,
    @Args() { id, text }: MutationCommentAlertArgs,
  ): Promise<MutationResult['commentAlert']> {
    return alertResult(await this.#answers.comment(viewer, id, text));
  }

  @Mutation('assignAlert')
  async assign(
    @Context('viewer') viewer: Viewer,
    @Args() { id, to }: MutationAssignAlertArgs,
  ): Promise<MutationResult['assignAlert']> {
    return alertResult(await this.#answers.assign(viewer, id, to ?? null));
  }

  @Mutation('makeSilence')
  async makeSilence(
    @Context('viewer') viewer: Viewer,
    @Args() { input }: MutationMakeSilenceArgs,
  ): Promise<MutationResult['makeSilence']> {
    return silenceResult(await this.#answers.silence(viewer, input));
  }

  @Mutation('endSilence')
  async endSilence(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationEndSilenceArgs,
  ): Promise<MutationResult['endSilence']> {
    return silenceResult(await this.#answers.endSilence(viewer, id));
  }

  @Subscription('alertList', {
    resolve: ({ alerts, ...message }: AlertListMessage): SubscriptionResult['alertList'] => ({
      ...message,
      alerts: alerts?.map(alertView) ?? null,
    }),
  })
  alertList(@Context('viewer') viewer: Viewer, @Args() { scope }: SubscriptionAlertListArgs): AlertSubscription {
    visibleTo(viewer, this.hub.directory(), scope);
    return this.alerts.subscribe(viewer, scope);
  }
}
