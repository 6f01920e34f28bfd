import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { scopeId, unknownPlace, type Viewer } from '#domain/access/viewer.js';
import { visibleTo } from '#store/network/directory.js';
import { type Backfill, QualityStore } from '#store/quality/quality-store.js';
import { API_CONFIG, type FullApiConfig, type HistoryProgress } from '../api-config.js';
import type { QueryCentreArgs, QueryCentresArgs, QueryRegionArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { agencyViews, centreView, nameIn, regionView, serviceView, type ViewSource } from './network-view.js';

/** The places and services of the network, limited to what the viewer may see. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class NetworkResolver {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(QualityStore) private readonly quality: QualityStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('viewer')
  viewer(@Context('viewer') viewer: Viewer): QueryResult['viewer'] {
    return {
      name: viewer.name,
      role: viewer.role ?? 'viewer',
      mayTryRoles: this.config.mayTryRoles && this.config.demoViewer !== undefined,
      hasAccount: viewer.account !== undefined,
      isAdministrator: viewer.isAdministrator === true,
      scopeKind: viewer.scope.kind,
      scopeId: scopeId(viewer.scope) ?? null,
      expiresAt: viewer.expiresAt,
    };
  }

  @Query('network')
  network(@Context('viewer') viewer: Viewer): QueryResult['network'] {
    const { network } = this.hub.directory();
    return {
      ...network,
      name: nameIn(network.names, network.id),
      backfill: async () =>
        (viewer.scope.kind === 'network' ? backfillOf(this.config.history?.()) : undefined) ??
        (await this.quality.backfill(viewer.scope, this.config.now())) ??
        null,
    };
  }

  @Query('regions')
  regions(@Context('viewer') viewer: Viewer): QueryResult['regions'] {
    const source = this.#source(viewer);
    return source.visible.regions.map((region) => regionView(region, source));
  }

  @Query('region')
  region(@Context('viewer') viewer: Viewer, @Args() { id }: QueryRegionArgs): QueryResult['region'] {
    const source = this.#source(viewer);
    const region = source.visible.regionById.get(id);
    return region === undefined ? null : regionView(region, source);
  }

  @Query('centres')
  centres(@Context('viewer') viewer: Viewer, @Args() { regionId }: QueryCentresArgs): QueryResult['centres'] {
    const source = this.#source(viewer, regionId);
    return source.visible.centres.map((centre) => centreView(centre, source));
  }

  @Query('centre')
  centre(@Context('viewer') viewer: Viewer, @Args() { id }: QueryCentreArgs): QueryResult['centre'] {
    const source = this.#source(viewer);
    const centre = source.visible.centreById.get(id);
    return centre === undefined ? null : centreView(centre, source);
  }

  @Query('services')
  services(@Context('viewer') viewer: Viewer): QueryResult['services'] {
    const source = this.#source(viewer);
    return source.visible.services.map((service) => serviceView(service, source));
  }

  @Query('agencies')
  agencies(@Context('viewer') viewer: Viewer): QueryResult['agencies'] {
    return agencyViews(this.#source(viewer));
  }

  #source(viewer: Viewer, regionId?: string | null): ViewSource {
    let statuses: ReturnType<LiveHub['statuses']> | undefined;
    return {
      visible: visibleTo(viewer, this.hub.directory(), { regionId }),
      now: this.config.now(),
      status: async (centreId) => {
        statuses ??= this.hub.statuses(viewer, { regionId });
        const status = (await statuses).find((candidate) => candidate.centreId === centreId);
        if (status === undefined) throw unknownPlace('centre', centreId);
        return status;
      },
    };
  }
}

function backfillOf(history: HistoryProgress | undefined): Backfill | undefined {
  if (history === undefined || history.isDone || history.expected <= 0) return undefined;
  const { recorded, expected } = history;
  return { pendingEvents: expected - recorded, appliedEvents: recorded, share: recorded / expected };
}
