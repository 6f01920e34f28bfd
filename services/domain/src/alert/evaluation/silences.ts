import type { Suppression } from '../alert-state.js';
import type { Labels } from './labels.js';

/** A silence or a maintenance window that is active now; an undefined field matches everything. */
export interface Silence extends Labels {
  readonly kind: 'silence' | 'maintenance';
  readonly ruleId?: string | undefined;
}

const fits = (wanted: string | undefined, id: string | undefined): boolean => wanted === undefined || wanted === id;

/** The kinds of silences that apply to an alert. */
export function silencedBy(silences: readonly Silence[], ruleId: string, labels: Labels): readonly Suppression[] {
  const found = new Set<Suppression>();
  for (const silence of silences) {
    if (
      fits(silence.ruleId, ruleId) &&
      fits(silence.regionId, labels.regionId) &&
      fits(silence.centreId, labels.centreId) &&
      fits(silence.serviceId, labels.serviceId) &&
      fits(silence.agencyId, labels.agencyId)
    )
      found.add(silence.kind);
  }
  return [...found];
}
