import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver, Subscription } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import { FIGURE_STORE, type FigureStore } from '#store/live/figure-sums.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  QueryResult,
  QueryScopeFiguresArgs,
  QueryStatusesArgs,
  QueryTrendArgs,
  SubscriptionLiveArgs,
  SubscriptionResult,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from './live-hub.js';
import type { LiveMessage, LiveSubscription } from './live-subscription.js';
import { trendPoints } from './trend.js';

/** A KpiStore on the connections of live reads. */
export const LIVE_KPIS = Symbol('LiveKpis');

/** The live figures, once or as they change. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class LiveResolver {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(FIGURE_STORE) private readonly figures: FigureStore,
    @Inject(LIVE_KPIS) private readonly kpis: KpiStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('scopeFigures')
  scopeFigures(
    @Context('viewer') viewer: Viewer,
    @Args() { scope }: QueryScopeFiguresArgs,
  ): Promise<QueryResult['scopeFigures']> {
    return this.hub.scopeFigures(viewer, scope);
  }

  @Query('statuses')
  statuses(@Context('viewer') viewer: Viewer, @Args() { scope }: QueryStatusesArgs): Promise<QueryResult['statuses']> {
    return this.hub.statuses(viewer, scope);
  }

  @Query('trend')
  trend(@Context('viewer') viewer: Viewer, @Args() request: QueryTrendArgs): Promise<QueryResult['trend']> {
    return trendPoints(
      { hub: this.hub, figures: this.figures, silences: this.kpis },
      viewer,
      request,
      this.config.now(),
    );
  }

  @Subscription('live', { resolve: (message: LiveMessage): SubscriptionResult['live'] => message })
  async live(
    @Context('viewer') viewer: Viewer,
    @Args() { scope, centresAtMost }: SubscriptionLiveArgs,
  ): Promise<LiveSubscription> {
    if (centresAtMost != null && centresAtMost < 0)
      throw new RequestError('BAD_NUMBER', 'centresAtMost is below 0; give a number of centres, or omit it for all.');
    return this.hub.subscribe(viewer, scope, centresAtMost ?? undefined);
  }
}
