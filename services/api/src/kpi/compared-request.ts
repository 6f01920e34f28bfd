import { RequestError } from '#domain/access/request-error.js';
import { type LocalPeriod, periodBefore, yearBefore } from '#domain/calendar/named-period.js';
import { placeInPeriod } from '#domain/calendar/place-in-period.js';
import type { KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiComparison } from '#domain/kpi/question.js';
import { remark } from '#domain/remark/remark.js';
import { isTimeGroup } from '#store/kpi/kpi-intervals.js';
import type { Directory } from '#store/network/directory.js';
import type { TableRequest } from './kpi-plan.js';
import type { KpiRow } from './kpi-table.js';

type Keys = KpiRow['group'];

/** How the rows of a table find the figures that they are compared with. */
export interface Comparison {
  /** The compared period where it is another one. */
  readonly period: LocalPeriod | undefined;
  /** The table that a table's rows are compared with; undefined: they have no counterpart. */
  readonly requestOf: (request: TableRequest) => TableRequest | undefined;
  /** The groups by which a row finds its counterpart. */
  readonly wanted: (row: KpiRow) => Keys;
  /** The groups by which a compared row is found. */
  readonly keysOf: (row: KpiRow) => Keys;
}

/** Parts of two periods meet by their place in them; places and splits by their value. */
function comparePeriods(period: LocalPeriod, other: LocalPeriod): Comparison {
  const placed =
    (from: string) =>
    ({ group }: KpiRow): Keys =>
      group.map(({ key, value }) => ({ key, value: isTimeGroup(key) ? placeInPeriod(key, value, from) : value }));
  return {
    period: other,
    requestOf: (request) => ({ ...request, ...other }),
    wanted: placed(period.from),
    keysOf: placed(other.from),
  };
}

/** What says where in the network something lies; services, agencies and channels are the same above. */
const LOCATIONS: ReadonlySet<string> = new Set(['network', 'region', 'centre', 'desk', 'staff']);

function compareNetwork(): Comparison {
  const without = ({ group }: KpiRow): Keys => group.filter(({ key }) => !LOCATIONS.has(key));
  return {
    period: undefined,
    requestOf: (request) => ({
      ...request,
      by: request.by.filter((group) => !LOCATIONS.has(group)),
      where: request.where.filter(({ key }) => !LOCATIONS.has(key)),
    }),
    wanted: without,
    keysOf: without,
  };
}

/** The only region in which the filtered centres lie; undefined: there are several, or none. */
function onlyRegion({ where }: TableRequest, visible: Directory): string | undefined {
  const asked = (key: string): readonly string[] | undefined => where.find((filter) => filter.key === key)?.values;
  const regions = new Set(
    visible.centres
      .filter(({ id, regionId }) => asked('centre')?.includes(id) ?? asked('region')?.includes(regionId) ?? true)
      .map(({ regionId }) => regionId),
  );
  return regions.size === 1 ? [...regions][0] : undefined;
}

const keyValue = (group: Keys, wanted: string): string | undefined => group.find(({ key }) => key === wanted)?.value;

function compareRegions(request: TableRequest, visible: Directory): Comparison {
  const only = onlyRegion(request, visible);
  const regionOf = ({ group }: KpiRow): string => {
    const centre = keyValue(group, 'centre') ?? keyValue(group, 'desk')?.split('/')[0];
    return keyValue(group, 'region') ?? visible.centreById.get(centre ?? '')?.regionId ?? only ?? 'unknown';
  };
  const others = (group: Keys): Keys => group.filter(({ key }) => !LOCATIONS.has(key));
  return {
    period: undefined,
    requestOf: (part) => {
      const hasPlace = part.by.some((group) => ['region', 'centre', 'desk'].includes(group));
      if (!hasPlace && only === undefined) return undefined;
      const by: readonly KpiGroup[] = ['region', ...part.by.filter((group) => !LOCATIONS.has(group))];
      const where = part.where.filter(({ key }) => !LOCATIONS.has(key) || key === 'region');
      return { ...part, by, where };
    },
    wanted: (row) => [{ key: 'region', value: regionOf(row) }, ...others(row.group)],
    keysOf: ({ group }) => group,
  };
}

/**
 * How a question is compared; undefined: it is not, or with targets, which are in no table.
 * @throws RequestError BAD_GROUP where no row has a region to be compared with
 */
export function comparisonOf(
  compare: KpiComparison | undefined,
  request: TableRequest,
  visible: Directory,
): Comparison | undefined {
  switch (compare) {
    case undefined:
    case 'target':
      return undefined;
    case 'before':
      return comparePeriods(request, periodBefore(request));
    case 'year':
      return comparePeriods(request, yearBefore(request));
    case 'network':
      return compareNetwork();
    case 'region': {
      const comparison = compareRegions(request, visible);
      if (comparison.requestOf(request) !== undefined) return comparison;
      throw new RequestError('BAD_GROUP', remark('no_region'));
    }
  }
}
