import type { Each, RuleScope } from '../rule.js';

/**
 * What an alert is about. The region of a centre and the agency of a service are included, for scopes, routes and
 * silences.
 */
export interface Labels {
  readonly regionId?: string | undefined;
  readonly centreId?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly agencyId?: string | undefined;
}

/** Identity of the alert about a rule's own cap. */
export const STORM = 'storm';

/** The identity labels as one text; the rule's `each` decides which labels belong to it. */
export function identityOf(each: Each, { regionId, centreId, serviceId, agencyId }: Labels): string {
  switch (each) {
    case 'network':
      return '';
    case 'region':
      return `region=${regionId ?? ''}`;
    case 'centre':
      return `centre=${centreId ?? ''}`;
    case 'service':
      return `centre=${centreId ?? ''},service=${serviceId ?? ''}`;
    case 'agency':
      return `centre=${centreId ?? ''},agency=${agencyId ?? ''}`;
  }
}

const within = (list: readonly string[] | undefined, id: string | undefined): boolean =>
  list === undefined || (id !== undefined && list.includes(id));

/** Whether a rule covers a place with these labels. */
export function isWithin(scope: RuleScope, labels: Labels): boolean {
  return (
    within(scope.regions, labels.regionId) &&
    within(scope.centres, labels.centreId) &&
    within(scope.services, labels.serviceId) &&
    within(scope.agencies, labels.agencyId)
  );
}
