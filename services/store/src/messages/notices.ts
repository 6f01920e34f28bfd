import type { Viewer } from '#domain/access/viewer.js';
import type { Target } from '#domain/alert/escalation.js';
import type { AlertSeverity } from '#domain/alert/rule.js';

/** A message of the dashboard channel. Times are Unix milliseconds. */
export interface Notice {
  readonly id: string;
  readonly kind: 'page' | 'resolved' | 'directive';
  readonly severity: AlertSeverity;
  readonly subject: string;
  readonly paragraphs: readonly (readonly string[])[];
  readonly alertIds: readonly string[];
  readonly to: string;
  readonly madeAt: number;
  readonly shownAt: number | null;
}

/** Whom messages are for: a role, and the centre, region or agency that it is about; '' for the whole network. */
export interface Addressee {
  readonly role: Target;
  readonly place: string;
}

/** Messages for people's screens. Whatever is asked, only those for the addressee are read or changed. */
export interface Notices {
  /** Newest first. */
  list(addressee: Addressee, first: number): Promise<readonly Notice[]>;
  /** Makes messages delivered that nobody had been shown. @returns how many */
  shown(addressee: Addressee, ids: readonly string[], by: string, at: number): Promise<number>;
}
export const NOTICES = Symbol('Notices');

/** Undefined: nobody sends this viewer anything. */
export function addresseeOf({ role, scope }: Viewer): Addressee | undefined {
  if (role === 'manager')
    return scope.kind === 'centre' ? { role: 'centre_manager', place: scope.centreId } : undefined;
  if (role !== 'operator') return undefined;
  switch (scope.kind) {
    case 'network':
      return { role: 'secretariat', place: '' };
    case 'region':
      return { role: 'county_commissioner', place: scope.regionId };
    case 'agency':
      return { role: 'agency_head', place: scope.agencyId };
    case 'centre':
      return undefined;
  }
}
