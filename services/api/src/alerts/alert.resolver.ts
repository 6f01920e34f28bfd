import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { type AskedScope, visibleTo } from '#store/network/directory.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { AlertHub, type AlertListMessage, MOST_ALERTS } from './alert-hub.js';
import { alertResult, alertView, silenceResult } from './alert-view.js';
import { AnswerAlerts, type SilenceRequest } from './answer-alerts.js';

/** Alerts: their list, their pages, and what people do with them. */
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
    @Args('scope') asked: AskedScope | undefined,
    @Args('list') list: 'open' | 'closed',
    @Args('before') before: number | undefined,
    @Args('first') first: number,
  ) {
    visibleTo(viewer, this.hub.directory(), asked);
    const most = Math.min(MOST_ALERTS, Math.max(1, first));
    const request = { asked, list, before: before ?? undefined, first: most };
    return (await this.port.list(viewer.scope, request)).map(alertView);
  }

  @Query('alert')
  async page(@Context('viewer') viewer: Viewer, @Args('id') id: string) {
    const alert = await this.port.read(viewer.scope, id);
    if (alert === undefined) return null;
    return { alert: alertView(alert), timeline: () => this.port.timeline(viewer.scope, id) };
  }

  @Query('silences')
  silences(@Context('viewer') viewer: Viewer) {
    return this.port.silences(viewer.scope, this.config.now());
  }

  @Mutation('acknowledgeAlert')
  async acknowledge(
    @Context('viewer') viewer: Viewer,
    @Args('id') id: string,
    @Args('episode') episode: number,
    @Args('minutes') minutes: number,
  ) {
    return alertResult(await this.#answers.acknowledge(viewer, id, episode, minutes));
  }

  @Mutation('commentAlert')
  async comment(@Context('viewer') viewer: Viewer, @Args('id') id: string, @Args('text') text: string) {
    return alertResult(await this.#answers.comment(viewer, id, text));
  }

  @Mutation('assignAlert')
  async assign(@Context('viewer') viewer: Viewer, @Args('id') id: string, @Args('to') to?: string | null) {
    return alertResult(await this.#answers.assign(viewer, id, to ?? null));
  }

  @Mutation('makeSilence')
  async makeSilence(@Context('viewer') viewer: Viewer, @Args('input') input: SilenceRequest) {
    return silenceResult(await this.#answers.silence(viewer, input));
  }

  @Mutation('endSilence')
  async endSilence(@Context('viewer') viewer: Viewer, @Args('id') id: string) {
    return silenceResult(await this.#answers.endSilence(viewer, id));
  }

  @Subscription('alertList', {
    resolve: ({ alerts, ...message }: AlertListMessage) => ({ ...message, alerts: alerts?.map(alertView) ?? null }),
  })
  alertList(@Context('viewer') viewer: Viewer, @Args('scope') scope?: AskedScope) {
    visibleTo(viewer, this.hub.directory(), scope);
    return this.alerts.subscribe(viewer, scope);
  }
}
