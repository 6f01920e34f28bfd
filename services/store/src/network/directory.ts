import { type Scope, unknownPlace, type Viewer } from '#domain/access/viewer.js';
import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';

/** Names by language; en is always present. */
export type Names = Readonly<Record<string, string>>;

export interface RegionRecord {
  readonly id: string;
  readonly names: Names;
  readonly tileRow: number | null;
  readonly tileColumn: number | null;
  readonly tileLabel: string | null;
}

export interface AgencyRecord {
  readonly id: string;
  readonly names: Names;
}

export interface ServiceRecord {
  readonly id: string;
  readonly names: Names;
  readonly agencyId: string | null;
  readonly targetSeconds: number | null;
  readonly shortestSeconds: number | null;
}

export interface DeskRecord {
  readonly id: string;
  readonly names: Names;
  /** Empty: all services of the centre. */
  readonly serviceIds: readonly string[];
}

export interface CentreRecord {
  readonly id: string;
  readonly regionId: string;
  readonly names: Names;
  readonly kind: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly calendar: OpeningCalendar;
  readonly serviceIds: readonly string[];
  readonly desks: readonly DeskRecord[];
}

export interface NetworkRecord {
  readonly id: string;
  readonly names: Names;
  readonly timeZone: string;
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
}

/** The places and services of the network, limited to what a viewer may see. */
export class Directory {
  readonly regionById: ReadonlyMap<string, RegionRecord>;
  readonly centreById: ReadonlyMap<string, CentreRecord>;
  readonly serviceById: ReadonlyMap<string, ServiceRecord>;
  readonly agencyById: ReadonlyMap<string, AgencyRecord>;

  constructor(
    readonly network: NetworkRecord,
    readonly regions: readonly RegionRecord[],
    readonly centres: readonly CentreRecord[],
    readonly services: readonly ServiceRecord[],
    readonly agencies: readonly AgencyRecord[],
  ) {
    this.regionById = new Map(regions.map((region) => [region.id, region]));
    this.centreById = new Map(centres.map((centre) => [centre.id, centre]));
    this.serviceById = new Map(services.map((service) => [service.id, service]));
    this.agencyById = new Map(agencies.map((agency) => [agency.id, agency]));
  }

  /** The part of the network inside a scope: a region's centres; or an agency's services in every centre. */
  within(scope: Scope): Directory {
    if (scope.kind === 'network') return this;
    if (scope.kind === 'agency') return this.#ofAgency(scope.agencyId);
    const centres = this.centres.filter((centre) =>
      scope.kind === 'region' ? centre.regionId === scope.regionId : centre.id === scope.centreId,
    );
    const regions = this.regions.filter((region) =>
      scope.kind === 'region' ? region.id === scope.regionId : centres.some((centre) => centre.regionId === region.id),
    );
    return new Directory(this.network, regions, centres, this.services, this.agencies);
  }

  #ofAgency(agencyId: string): Directory {
    const services = this.services.filter((service) => service.agencyId === agencyId);
    const own = new Set(services.map((service) => service.id));
    const centres = this.centres
      .filter((centre) => centre.serviceIds.some((id) => own.has(id)))
      .map((centre) => ({
        ...centre,
        serviceIds: centre.serviceIds.filter((id) => own.has(id)),
        desks: centre.desks
          .filter((desk) => desk.serviceIds.length === 0 || desk.serviceIds.some((id) => own.has(id)))
          .map((desk) => ({ ...desk, serviceIds: desk.serviceIds.filter((id) => own.has(id)) })),
      }));
    const regions = this.regions.filter((region) => centres.some((centre) => centre.regionId === region.id));
    return new Directory(
      this.network,
      regions,
      centres,
      services,
      this.agencies.filter((agency) => agency.id === agencyId),
    );
  }
}

/** A part of the network that a request names. */
export interface AskedScope {
  readonly regionId?: string | null | undefined;
  readonly centreId?: string | null | undefined;
}

/**
 * The part of the network that a request names, limited to what the viewer may see.
 * @throws RequestError UNKNOWN_PLACE when the place is outside the viewer's scope or does not exist
 */
export function visibleTo(viewer: Viewer, whole: Directory, asked: AskedScope | null | undefined): Directory {
  let visible = whole.within(viewer.scope);
  const { regionId, centreId } = asked ?? {};
  if (regionId != null) {
    if (!visible.regionById.has(regionId)) throw unknownPlace('region', regionId);
    visible = visible.within({ kind: 'region', regionId });
  }
  if (centreId != null) {
    if (!visible.centreById.has(centreId)) throw unknownPlace('centre', centreId);
    visible = visible.within({ kind: 'centre', centreId });
  }
  return visible;
}
