import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { StandInRecord } from '#store/people/people-records.js';
import { PeopleStore } from '#store/people/people-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationApplyPeopleArgs,
  MutationEndStandInArgs,
  MutationMakeStandInArgs,
  MutationResult,
  QueryResult,
  StandInResultView,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { ChangePeople, type PeopleRefusal } from './change-people.js';

const refusedView = ({ refused, message, faults }: PeopleRefusal) => ({
  __typename: 'PeopleRefused' as const,
  code: refused,
  message,
  faults,
});
const standInResult = (answer: { standIn: StandInRecord } | PeopleRefusal): StandInResultView =>
  'refused' in answer ? refusedView(answer) : { __typename: 'StandInChanged', standIn: answer.standIn };
const withHoursAsText = <Entry extends { readonly hours: unknown }>(entry: Entry) => ({
  ...entry,
  hours: entry.hours === null ? null : JSON.stringify(entry.hours),
});

/** Who is notified of alerts; for administrators. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class PeopleResolver {
  readonly #changes: ChangePeople;

  constructor(
    @Inject(PeopleStore) private readonly port: PeopleStore,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {
    this.#changes = new ChangePeople(port, config.now);
  }

  @Query('people')
  async people(@Context('viewer') viewer: Viewer): Promise<QueryResult['people']> {
    if (viewer.isAdministrator !== true)
      throw new RequestError(
        'FORBIDDEN',
        "Only an administrator can see who is notified; use an administrator's token.",
      );
    const { people, rosters, ...found } = await this.port.read(this.config.now());
    return {
      ...found,
      people: people.map(withHoursAsText),
      rosters: rosters.map((roster) => ({ ...roster, duties: roster.duties.map(withHoursAsText) })),
    };
  }

  @Mutation('applyPeople')
  async apply(
    @Context('viewer') viewer: Viewer,
    @Args() { yaml }: MutationApplyPeopleArgs,
  ): Promise<MutationResult['applyPeople']> {
    const answer = await this.#changes.apply(viewer, yaml);
    return 'refused' in answer ? refusedView(answer) : { __typename: 'PeopleApplied', ...answer };
  }

  @Mutation('makeStandIn')
  async makeStandIn(
    @Context('viewer') viewer: Viewer,
    @Args() { input }: MutationMakeStandInArgs,
  ): Promise<MutationResult['makeStandIn']> {
    return standInResult(await this.#changes.makeStandIn(viewer, input));
  }

  @Mutation('endStandIn')
  async endStandIn(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationEndStandInArgs,
  ): Promise<MutationResult['endStandIn']> {
    return standInResult(await this.#changes.endStandIn(viewer, id));
  }
}
