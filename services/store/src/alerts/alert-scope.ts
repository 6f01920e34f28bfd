import type { Scope } from '#domain/access/viewer.js';
import type { Parameters } from '../kpi/kpi-sql.js';
import type { AskedScope } from '../network/directory.js';

/**
 * The SQL condition that limits a read of alerts or silences to a scope. What concerns more than the viewer's part of
 * the network is not visible to that viewer.
 */
export function withinScope(scope: Scope, p: Parameters, alias: string): string {
  switch (scope.kind) {
    case 'network':
      return 'TRUE';
    case 'region':
      return `${alias}.region_id = ${p.add(scope.regionId)}`;
    case 'centre':
      return `${alias}.centre_id = ${p.add(scope.centreId)}`;
    case 'agency':
      return `${alias}.agency_id = ${p.add(scope.agencyId)}`;
  }
}

/** The SQL conditions for the place that a request names. */
export const withinAsked = (asked: AskedScope | null | undefined, p: Parameters, alias: string): readonly string[] => [
  ...(asked?.regionId == null ? [] : [`${alias}.region_id = ${p.add(asked.regionId)}`]),
  ...(asked?.centreId == null ? [] : [`${alias}.centre_id = ${p.add(asked.centreId)}`]),
];
