import { unknownPlace } from '#domain/access/viewer.js';
import { isExpectedOpen } from '#domain/calendar/opening-hours.js';
import type {
  CentreRecord,
  DeskRecord,
  Directory,
  Names,
  RegionRecord,
  ServiceRecord,
} from '#store/network/directory.js';
import type {
  AgencyView,
  CentreView,
  DeskView,
  NetworkNameArgs,
  RegionView,
  ServiceView,
} from '../gql/schema-types.js';
import type { CentreView as LiveCentreView } from '../live/centre-view.js';

/** Arguments of a name; the same for every type that has one. */
export type InLanguage = NetworkNameArgs;

/** A name in the given language, in English when it is not translated, otherwise the id. */
export const nameIn =
  (names: Names, id: string) =>
  ({ language }: InLanguage): string =>
    names[language ?? 'en'] ?? names.en ?? id;

/** The source of the views of one request: the directory as the viewer sees it. */
export interface ViewSource {
  readonly visible: Directory;
  readonly now: number;
  readonly status: (centreId: string) => Promise<LiveCentreView>;
}

const agencyView = ({ id, names }: { readonly id: string; readonly names: Names }): AgencyView => ({
  id,
  name: nameIn(names, id),
});

export const agencyViews = ({ visible }: ViewSource): readonly AgencyView[] => visible.agencies.map(agencyView);

export function serviceView(service: ServiceRecord, { visible }: ViewSource): ServiceView {
  const { id, names, agencyId, targetSeconds, shortestSeconds } = service;
  const agency = agencyId === null ? undefined : visible.agencyById.get(agencyId);
  return {
    id,
    name: nameIn(names, id),
    agency: agency === undefined ? null : agencyView(agency),
    targetSeconds,
    shortestSeconds,
  };
}

const servicesOf = (ids: readonly string[], source: ViewSource): readonly ServiceView[] =>
  ids.flatMap((id) => {
    const service = source.visible.serviceById.get(id);
    return service === undefined ? [] : [serviceView(service, source)];
  });

const deskView = (desk: DeskRecord, centre: CentreRecord, source: ViewSource): DeskView => ({
  id: desk.id,
  name: nameIn(desk.names, desk.id),
  services: () => servicesOf(desk.serviceIds.length > 0 ? desk.serviceIds : centre.serviceIds, source),
});

export function centreView(centre: CentreRecord, source: ViewSource): CentreView {
  const region = source.visible.regionById.get(centre.regionId);
  return {
    id: centre.id,
    name: nameIn(centre.names, centre.id),
    region: () => {
      if (region === undefined) throw unknownPlace('region', centre.regionId);
      return regionView(region, source);
    },
    kind: centre.kind,
    latitude: centre.latitude,
    longitude: centre.longitude,
    timeZone: centre.calendar.timeZone,
    expectedOpen: isExpectedOpen(centre.calendar, source.now),
    services: () => servicesOf(centre.serviceIds, source),
    desks: () => centre.desks.map((desk) => deskView(desk, centre, source)),
    status: () => source.status(centre.id),
  };
}

export function regionView(region: RegionRecord, source: ViewSource): RegionView {
  const { id, names, tileRow, tileColumn, tileLabel } = region;
  const centres = () =>
    source.visible.centres.filter((centre) => centre.regionId === id).map((centre) => centreView(centre, source));
  return { id, name: nameIn(names, id), tileRow, tileColumn, tileLabel, centres };
}
