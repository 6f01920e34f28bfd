import { Inject, UseFilters } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ReportStores } from '#store/reports/report-stores.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { deliveryView, fileView, revisionView } from './report-view.js';

const MAX_REVISIONS = 200;

/** A run, whose id a parent has checked. */
interface RunParent {
  readonly id: string;
}

/** What belongs to a run of a report; read only when it is asked for. */
@Resolver('ReportRun')
@UseFilters(RequestErrorFilter)
export class ReportRunResolver {
  constructor(@Inject(ReportStores) private readonly stores: ReportStores) {}

  @ResolveField('files')
  async files(@Parent() { id }: RunParent) {
    return (await this.stores.files.list([Number(id)])).map(fileView);
  }

  @ResolveField('deliveries')
  async deliveries(@Parent() { id }: RunParent) {
    return (await this.stores.deliveries([Number(id)])).map(deliveryView);
  }

  @ResolveField('revisions')
  async revisions(@Parent() { id }: RunParent) {
    return (await this.stores.archive.revisions([Number(id)], MAX_REVISIONS)).map(revisionView);
  }

  @ResolveField('figures')
  async figures(@Parent() { id }: RunParent) {
    const figures = await this.stores.archive.figures(Number(id));
    return figures.map(({ kpi, unit, row, questionNo, value, n, d, revisedValue, isRevised }) => ({
      ...{ kpi, unit, row, n, d, isRevised },
      question: questionNo,
      sent: value,
      now: isRevised ? revisedValue : value,
    }));
  }
}
