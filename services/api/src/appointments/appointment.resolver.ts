import { Inject, UseFilters } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import type { Viewer } from '#domain/access/viewer.js';
import { zoneOf } from '#domain/calendar/zone.js';
import { ExpectedAppointmentStore } from '#store/appointments/expected-appointments.js';
import { visibleTo } from '#store/network/directory.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import type { QueryExpectedAppointmentsArgs, QueryResult } from '../gql/schema-types.js';
import { RequestErrorFilter } from '../graphql/request-error.filter.js';
import { LiveHub } from '../live/live-hub.js';
import { expectedAppointments } from './expected.js';

const DAY_MS = 86_400_000;

/** Who is booked at a centre today. */
@Resolver()
@UseFilters(RequestErrorFilter)
export class AppointmentResolver {
  constructor(
    @Inject(ExpectedAppointmentStore) private readonly store: ExpectedAppointmentStore,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Query('expectedAppointments')
  async expected(
    @Context('viewer') viewer: Viewer,
    @Args() { centreId }: QueryExpectedAppointmentsArgs,
  ): Promise<QueryResult['expectedAppointments']> {
    const visible = visibleTo(viewer, this.hub.directory(), { centreId });
    const zone = zoneOf(visible.centreById.get(centreId)?.calendar.timeZone ?? visible.network.timeZone);
    const now = this.config.now();
    const from = zone.startOfDay(now);
    // A day has 23 to 25 hours.
    const to = zone.startOfDay(from + DAY_MS + DAY_MS / 2);
    return expectedAppointments(await this.store.slots(viewer.scope, centreId, { from, to, now }), zone, now);
  }
}
