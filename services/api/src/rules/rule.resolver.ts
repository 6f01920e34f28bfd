import { Inject, Optional, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { printRules } from '#config-files/rules/print-rules.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { RuleBook, RuleVersion } from '#store/rules/apply-rules.js';
import { RuleStore } from '#store/rules/rule-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationResult,
  MutationSaveRulesArgs,
  QueryCheckRulesArgs,
  QueryResult,
  QueryRuleVersionsArgs,
  RuleBookView,
  RuleVersionView,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { nameIn } from '../network/network-view.js';
import { faultsIn, saveRules, whyNot } from './rule-book.js';

const bookView = ({ rules, ...book }: RuleBook): RuleBookView & { readonly __typename: 'RuleBook' } => ({
  __typename: 'RuleBook',
  ...book,
  rules: rules.map(({ rule, ...applied }) => ({
    ...applied,
    id: rule.id,
    name: nameIn(namesOf(rule.names), rule.id),
    severity: rule.severity,
    watch: rule.watch,
    each: rule.each,
  })),
});

const namesOf = (names: RuleVersion['rule']['names']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));

const versionView = ({ rule, ...applied }: RuleVersion): RuleVersionView => ({
  ...applied,
  yaml: () => printRules([rule]),
});

/** Alert rules, for administrators. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class RuleResolver {
  constructor(
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Optional() @Inject(RuleStore) private readonly store: RuleStore | undefined,
  ) {}

  @Query('ruleBook')
  book(@Context('viewer') viewer: Viewer): Promise<QueryResult['ruleBook']> {
    return this.#administer(viewer, async (store) => bookView(await store.book()));
  }

  @Query('ruleVersions')
  versions(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: QueryRuleVersionsArgs,
  ): Promise<QueryResult['ruleVersions']> {
    return this.#administer(viewer, async (store) => {
      const versions = await store.versions(id);
      return { __typename: 'RuleVersions', versions: versions.map(versionView) };
    });
  }

  @Query('checkRules')
  check(@Context('viewer') viewer: Viewer, @Args() { yaml }: QueryCheckRulesArgs): Promise<QueryResult['checkRules']> {
    return this.#administer(viewer, async () => ({ __typename: 'RulesChecked', faults: faultsIn(yaml) }));
  }

  @Mutation('saveRules')
  save(
    @Context('viewer') viewer: Viewer,
    @Args() { yaml, revision }: MutationSaveRulesArgs,
  ): Promise<MutationResult['saveRules']> {
    return this.#administer(viewer, async (store) => {
      const saved = await saveRules(store, { yaml, revision, by: viewer.name, now: this.config.now() });
      switch (saved.kind) {
        case 'saved':
          return { ...saved, __typename: 'RulesSaved', book: bookView(await store.book()) };
        case 'faulty':
          return { ...saved, __typename: 'RulesFaulty' };
        case 'outdated':
          return {
            __typename: 'RulesOutdated',
            message:
              'Another person has changed the rules since you read them; read them again and repeat your change.',
          };
      }
    });
  }

  async #administer<View extends object>(
    viewer: Viewer,
    answer: (store: RuleStore) => Promise<View>,
  ): Promise<View | { readonly __typename: 'NotAllowed'; readonly message: string }> {
    const message = whyNot(viewer, this.store);
    if (message !== undefined || this.store === undefined) return { __typename: 'NotAllowed', message: message ?? '' };
    return answer(this.store);
  }
}
