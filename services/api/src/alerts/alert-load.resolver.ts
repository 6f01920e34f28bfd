import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { AlertLoadStore, type LoadSource } from '#store/alerts/alert-load-store.js';
import { visibleTo } from '#store/network/directory.js';
import type { AlertSourceView, QueryAlertLoadArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { nameIn } from '../network/network-view.js';
import { alertLoad, loadPeriod } from './alert-load.js';

const sourceView = ({ names, ...source }: LoadSource): AlertSourceView => ({
  ...source,
  name: nameIn(names, source.ruleId),
});

/** How much work alerts cause for people. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class AlertLoadResolver {
  constructor(
    @Inject(AlertLoadStore) private readonly store: AlertLoadStore,
    @Inject(LiveHub) private readonly hub: LiveHub,
  ) {}

  @Query('alertLoad')
  async load(
    @Context('viewer') viewer: Viewer,
    @Args() { scope, from, to }: QueryAlertLoadArgs,
  ): Promise<QueryResult['alertLoad']> {
    const { network } = visibleTo(viewer, this.hub.directory(), scope);
    const load = await alertLoad(this.store, viewer, scope, loadPeriod(from, to, network.timeZone));
    return { ...load, sources: load.sources.map(sourceView), chatter: load.chatter.map(sourceView) };
  }
}
