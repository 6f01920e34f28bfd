import type { AlertState } from '#domain/alert/alert-state.js';
import type { AlertSeverity } from '#domain/alert/rule.js';
import type { Names } from '../network/directory.js';

/** An alert as the API returns it. Times are Unix milliseconds. */
export interface AlertRecord {
  readonly id: string;
  readonly ruleId: string;
  readonly names: Names;
  readonly advice: Names;
  readonly watch: string;
  readonly severity: AlertSeverity;
  readonly identity: string;
  readonly regionId: string | null;
  readonly centreId: string | null;
  readonly serviceId: string | null;
  readonly agencyId: string | null;
  readonly assignedTo: string | null;
  readonly state: AlertState;
  /** Changes with every write; a writer compares it before it sets. */
  readonly version: number;
}

export interface AlertEntryRecord {
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly actor: string | null;
  /** JSON. */
  readonly detail: string;
}

export interface SilenceRecord {
  readonly id: string;
  readonly kind: 'silence' | 'maintenance';
  readonly ruleId: string | null;
  readonly regionId: string | null;
  readonly centreId: string | null;
  readonly serviceId: string | null;
  readonly agencyId: string | null;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly madeBy: string;
}
