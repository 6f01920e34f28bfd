import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { visibleTo } from '#store/network/directory.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type { QueryDataQualityArgs, QueryKpisArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { planKpis } from './kpi-plan.js';
import { kpiSize, refuseTooLarge } from './kpi-size.js';
import { kpiTable } from './kpi-table.js';
import { definitionView, type PromisedTableView, tableView } from './kpi-view.js';
import { type Asking, type FigureBudget, laneOf, Questions } from './questions.js';

/** A day that the calendar has: 2026-02-31 is none. */
const isDate = (text: string): boolean => /^[12]\d{3}-\d{2}-\d{2}$/.test(text) && readLocal(text, 'UTC') !== undefined;

/** What a request over HTTP brings. */
interface QuestionContext extends Asking {
  readonly budget: FigureBudget;
}

/** KPI tables, and how well the pipeline itself does. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class KpiResolver {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Questions) private readonly questions: Questions,
    @Inject(QualityStore) private readonly quality: QualityStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('kpiCatalogue')
  kpiCatalogue(): QueryResult['kpiCatalogue'] {
    return KPI_CATALOGUE.map(definitionView);
  }

  @Query('kpis')
  async kpis(@Context() context: QuestionContext, @Args() { request }: QueryKpisArgs): Promise<PromisedTableView> {
    const { viewer, budget } = context;
    const visible = visibleTo(viewer, this.hub.directory(), undefined);
    const { smallestCell, now } = this.config;
    // Refused before it waits for a turn.
    const plan = planKpis(request, viewer, visible);
    const size = kpiSize(plan, visible);
    refuseTooLarge(plan, size);
    budget.spend(size.figures);
    const table = await this.questions.ask({ lane: laneOf(plan), figures: size.figures }, context, (database) =>
      kpiTable(new KpiStore(database), request, viewer, visible, { smallestCell }, now()),
    );
    return tableView(table, visible);
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
    @Context() context: QuestionContext,
    @Args() { from, to }: QueryDataQualityArgs,
  ): Promise<QueryResult['dataQuality']> {
    for (const [name, date] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (date != null && !isDate(date))
        throw new RequestError(
          'BAD_DATE',
          `${name} "${date.slice(0, 40)}" is not a date of the calendar; write for example 2026-11-24.`,
        );
    }
    return this.questions.ask({ lane: 'short', figures: 0 }, context, (database) =>
      new QualityStore(database).defects(context.viewer.scope, from ?? undefined, to ?? undefined),
    );
  }
}
