import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { ReportStores } from '#store/reports/report-stores.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type {
  MutationAddReportRecipientArgs,
  MutationRemoveReportRecipientArgs,
  MutationRunReportArgs,
  MutationStopSubscriptionArgs,
  MutationSubscribeArgs,
  MutationTakeOverSubscriptionArgs,
  QueryReportRunArgs,
  ReportSubscriptionRunsArgs,
} from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { ChangeRecipients } from './change-recipients.js';
import { ChangeSubscriptions } from './change-subscriptions.js';
import { recipientView, runView, subscriptionView } from './report-view.js';
import { seesSubscription, unknownReport } from './subscription-rights.js';

const MAX_RUNS = 100;
const NUMBER = /^\d{1,15}$/;
/** @throws RequestError NOT_FOUND */
function numberOf(id: string): number {
  if (!NUMBER.test(id)) throw unknownReport();
  return Number(id);
}

/** Who gets which report, and the archive. */
@Resolver('ReportSubscription')
@UseFilters(RequestErrorFilter)
export class ReportResolver {
  constructor(
    @Inject(ReportStores) private readonly stores: ReportStores,
    @Inject(ChangeSubscriptions) private readonly changes: ChangeSubscriptions,
    @Inject(ChangeRecipients) private readonly recipientChanges: ChangeRecipients,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('reportSubscriptions')
  async list(@Context('viewer') viewer: Viewer) {
    const directory = this.hub.directory();
    const all = await this.stores.subscriptions.list();
    return all.filter((one) => seesSubscription(viewer, one, directory)).map((one) => subscriptionView(viewer, one));
  }

  @ResolveField('recipients')
  async recipientsOf(@Parent() { id }: { readonly id: string }) {
    return (await this.stores.recipients.list([id])).map(recipientView);
  }

  @ResolveField('choices')
  async choicesOf(@Parent() { id, mayChange }: { readonly id: string; readonly mayChange: boolean }) {
    return mayChange ? this.stores.recipients.choices(id) : [];
  }

  @ResolveField('runs')
  async runsOf(@Parent() { id }: { readonly id: string }, @Args() { first, before }: ReportSubscriptionRunsArgs) {
    const most = Math.min(MAX_RUNS, Math.max(1, first ?? 10));
    const runs = await this.stores.archive.runs([id], most, before == null ? undefined : numberOf(before));
    return runs.map((run) => this.#runView(run));
  }

  @Query('reportRun')
  async run(@Context('viewer') viewer: Viewer, @Args() { id }: QueryReportRunArgs) {
    return this.#runView(await this.#runOf(viewer, numberOf(id)));
  }

  @Mutation('subscribe')
  async subscribe(@Context('viewer') viewer: Viewer, @Args() { input }: MutationSubscribeArgs) {
    return subscriptionView(viewer, await this.changes.subscribe(viewer, input));
  }

  @Mutation('stopSubscription')
  stop(@Context('viewer') viewer: Viewer, @Args() { id }: MutationStopSubscriptionArgs): Promise<boolean> {
    return this.changes.stop(viewer, id);
  }

  @Mutation('takeOverSubscription')
  async takeOver(@Context('viewer') viewer: Viewer, @Args() { id }: MutationTakeOverSubscriptionArgs) {
    return subscriptionView(viewer, await this.changes.takeOver(viewer, id));
  }

  @Mutation('addReportRecipient')
  async addRecipient(@Context('viewer') viewer: Viewer, @Args() { input }: MutationAddReportRecipientArgs) {
    return recipientView(await this.recipientChanges.add(viewer, input));
  }

  @Mutation('removeReportRecipient')
  removeRecipient(
    @Context('viewer') viewer: Viewer,
    @Args() { id }: MutationRemoveReportRecipientArgs,
  ): Promise<boolean> {
    return this.recipientChanges.remove(viewer, numberOf(id));
  }

  @Mutation('runReport')
  async runReport(@Context('viewer') viewer: Viewer, @Args() { subscriptionId, period }: MutationRunReportArgs) {
    const id = await this.changes.run(viewer, subscriptionId, period);
    return this.#runView(await this.#runOf(viewer, id));
  }

  #runView(run: Parameters<typeof runView>[0]) {
    return runView(run, this.hub.directory(), this.config.now());
  }

  async #runOf(viewer: Viewer, id: number) {
    const run = await this.stores.archive.run(id);
    if (run === undefined) throw unknownReport();
    await this.changes.find(viewer, run.subscriptionId);
    return run;
  }
}
