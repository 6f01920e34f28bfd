import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { BUILT_IN_OWNER, BUILT_IN_VIEWS, type BuiltInView } from '#domain/views/built-in-views.js';
import { type SavedViewRecord, SavedViewStore } from '#store/views/saved-view-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationDeleteViewArgs,
  MutationResult,
  MutationSaveViewArgs,
  QueryResult,
  QuerySavedViewVersionsArgs,
  SavedViewNameArgs,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { ChangeViews } from './change-views.js';

const BUILT_IN = BUILT_IN_VIEWS.map(({ id, version, names, question, chart }: BuiltInView) => ({
  id,
  version,
  name: ({ language }: SavedViewNameArgs): string => names[language ?? 'en'],
  owner: BUILT_IN_OWNER,
  audience: 'everyone',
  isBuiltIn: true,
  mayChange: false,
  question: JSON.stringify(question),
  chart,
  changedAt: null,
  changedBy: BUILT_IN_OWNER,
}));

const viewOf = (viewer: Viewer, { role: _, ...record }: SavedViewRecord) => ({
  ...record,
  isBuiltIn: false,
  mayChange: record.owner === viewer.name || viewer.isAdministrator === true,
});

/** Saved views: those that are built in, the viewer's own and shared ones. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class ViewResolver {
  readonly #changes: ChangeViews;

  constructor(
    @Inject(SavedViewStore) private readonly store: SavedViewStore,
    @Inject(API_CONFIG) config: FullApiConfig,
  ) {
    this.#changes = new ChangeViews(store, config.now);
  }

  @Query('savedViews')
  async list(@Context('viewer') viewer: Viewer): Promise<QueryResult['savedViews']> {
    const saved = await this.store.list(viewer);
    return [...BUILT_IN, ...saved.map((record) => viewOf(viewer, record))];
  }

  @Query('savedViewVersions')
  async versions(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: QuerySavedViewVersionsArgs,
  ): Promise<QueryResult['savedViewVersions']> {
    const builtIn = BUILT_IN.filter((view) => view.id === id);
    if (builtIn.length > 0) return builtIn;
    return (await this.store.versions(viewer, id)).map((record) => viewOf(viewer, record));
  }

  @Mutation('saveView')
  async save(
    @Context('viewer') viewer: Viewer,
    @Args() { input }: MutationSaveViewArgs,
  ): Promise<MutationResult['saveView']> {
    return viewOf(viewer, await this.#changes.save(viewer, input));
  }

  @Mutation('deleteView')
  async delete(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationDeleteViewArgs,
  ): Promise<MutationResult['deleteView']> {
    await this.#changes.delete(viewer, id);
    return true;
  }
}
