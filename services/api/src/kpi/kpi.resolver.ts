import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { visibleTo } from '#store/network/directory.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type { QueryDataQualityArgs, QueryKpisArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { kpiTable } from './kpi-table.js';
import { definitionView, tableView } from './kpi-view.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** KPI tables, and how well the pipeline itself does. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class KpiResolver {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(KpiStore) private readonly store: KpiStore,
    @Inject(QualityStore) private readonly quality: QualityStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('kpiCatalogue')
  kpiCatalogue(): QueryResult['kpiCatalogue'] {
    return KPI_CATALOGUE.map(definitionView);
  }

  @Query('kpis')
  async kpis(@Context('viewer') viewer: Viewer, @Args() { request }: QueryKpisArgs): Promise<QueryResult['kpis']> {
    const visible = visibleTo(viewer, this.hub.directory(), undefined);
    const { smallestCell, now } = this.config;
    return tableView(await kpiTable(this.store, request, viewer, visible, { smallestCell }, now()), visible);
  }

  @Query('agentPositions')
  agentPositions(@Context('viewer') viewer: Viewer): Promise<QueryResult['agentPositions']> {
    return this.quality.positions(viewer.scope);
  }

  @Query('deadLetters')
  deadLetters(@Context('viewer') viewer: Viewer): Promise<QueryResult['deadLetters']> {
    return this.quality.deadLetters(viewer.scope);
  }

  @Query('dataQuality')
  async dataQuality(
    @Context('viewer') viewer: Viewer,
    @Args() { from, to }: QueryDataQualityArgs,
  ): Promise<QueryResult['dataQuality']> {
    for (const [name, date] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (date != null && !(DATE.test(date) && !Number.isNaN(Date.parse(date))))
        throw new RequestError('BAD_DATE', `${name} "${date}" is not an ISO date; write 2026-11-24.`);
    }
    return this.quality.defects(viewer.scope, from ?? undefined, to ?? undefined);
  }
}
