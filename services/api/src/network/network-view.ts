import { isExpectedOpen } from '#domain/calendar/opening-hours.js';
import type {
  CentreRecord,
  DeskRecord,
  Directory,
  Names,
  RegionRecord,
  ServiceRecord,
} from '#store/network/directory.js';
import type { CentreView } from '../live/centre-view.js';

/** Arguments of a name. */
export interface InLanguage {
  readonly language: string;
}

/** A name in a language, in English where it is not translated, else the id. */
export const nameIn =
  (names: Names, id: string) =>
  ({ language }: InLanguage): string =>
    names[language] ?? names.en ?? id;

/** What the views of one request are made from: the directory as the viewer sees it. */
export interface ViewSource {
  readonly visible: Directory;
  readonly now: number;
  readonly status: (centreId: string) => Promise<CentreView>;
}

const agencyView = ({ id, names }: { readonly id: string; readonly names: Names }) => ({ id, name: nameIn(names, id) });

export const agencyViews = ({ visible }: ViewSource) => visible.agencies.map(agencyView);

export function serviceView(service: ServiceRecord, { visible }: ViewSource) {
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

const servicesOf = (ids: readonly string[], source: ViewSource) =>
  ids.flatMap((id) => {
    const service = source.visible.serviceById.get(id);
    return service === undefined ? [] : [serviceView(service, source)];
  });

const deskView = (desk: DeskRecord, centre: CentreRecord, source: ViewSource) => ({
  id: desk.id,
  name: nameIn(desk.names, desk.id),
  services: () => servicesOf(desk.serviceIds.length > 0 ? desk.serviceIds : centre.serviceIds, source),
});

export function centreView(centre: CentreRecord, source: ViewSource) {
  const region = source.visible.regionById.get(centre.regionId);
  return {
    id: centre.id,
    name: nameIn(centre.names, centre.id),
    region: () => (region === undefined ? null : regionView(region, source)),
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

export function regionView(region: RegionRecord, source: ViewSource): object {
  const { id, names, tileRow, tileColumn, tileLabel } = region;
  const centres = () =>
    source.visible.centres.filter((centre) => centre.regionId === id).map((centre) => centreView(centre, source));
  return { id, name: nameIn(names, id), tileRow, tileColumn, tileLabel, centres };
}
