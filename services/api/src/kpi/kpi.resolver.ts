import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type { QueryDataQualityArgs, QueryKpisArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { answerQuestion } from './answer-question.js';
import { definitionView, type PromisedTableView, tableView } from './kpi-view.js';
import { questionOfRequest } from './question-of-request.js';
import { type Asking, type FigureBudget, Questions } from './questions.js';

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
    const { network } = this.hub.directory();
    return KPI_CATALOGUE.map((kpi) => definitionView(kpi, network));
  }

  @Query('kpis')
  async kpis(@Context() context: QuestionContext, @Args() { request }: QueryKpisArgs): Promise<PromisedTableView> {
    const { viewer } = context;
    const { smallestCell, now } = this.config;
    const directory = this.hub.directory();
    const around = { ...context, questions: this.questions, directory, smallestCell, now: now() };
    const table = await answerQuestion(questionOfRequest(request), viewer, around);
    return tableView(table, directory.within(viewer.scope));
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
