import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { addresseeOf, NoticeStore } from '#store/messages/notice-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type { MutationNoticesShownArgs, MutationResult, QueryNoticesArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';

const MAX_NOTICES = 100;
const ID = /^\d{1,18}$/;

/** Notices of the dashboard channel, for the screens of their recipients. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class NoticeResolver {
  constructor(
    @Inject(NoticeStore) private readonly store: NoticeStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('notices')
  async notices(
    @Context('viewer') viewer: Viewer,
    @Args() { first }: QueryNoticesArgs,
  ): Promise<QueryResult['notices']> {
    const addressee = addresseeOf(viewer);
    return addressee === undefined ? [] : this.store.list(addressee, Math.min(MAX_NOTICES, Math.max(1, first ?? 1)));
  }

  @Mutation('noticesShown')
  async shown(
    @Context('viewer') viewer: Viewer,
    @Args() { ids }: MutationNoticesShownArgs,
  ): Promise<MutationResult['noticesShown']> {
    const addressee = addresseeOf(viewer);
    const asked = ids.filter((id) => ID.test(id)).slice(0, MAX_NOTICES);
    return addressee === undefined || asked.length === 0
      ? 0
      : this.store.shown(addressee, asked, viewer.name, this.config.now());
  }
}
