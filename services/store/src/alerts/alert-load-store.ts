import type { Scope } from '#domain/access/viewer.js';
import type { AlertSeverity } from '#domain/alert/rule.js';
import type { AskedScope, Names } from '../network/directory.js';

/** A period to ask about, Unix milliseconds, told in steps by the clock of a zone. */
export interface LoadPeriod {
  readonly from: number;
  readonly to: number;
  readonly stepHours: 1 | 24;
  readonly zone: string;
}

/** Seconds. */
export interface Times {
  readonly n: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: number;
}

export interface LoadSource {
  readonly ruleId: string;
  readonly names: Names;
  readonly severity: AlertSeverity;
  readonly identity: string;
  readonly centreId: string | null;
  readonly serviceId: string | null;
  readonly agencyId: string | null;
  readonly fired: number;
  readonly share: number;
  readonly acknowledged: number;
  readonly medianSeconds: number | null;
}

export interface PersonLoad {
  readonly supervisorId: string;
  readonly name: string;
  readonly role: string;
  readonly pages: number;
  readonly hours: number;
  readonly busiestHour: number;
}

export interface LoadTotals {
  readonly fired: number;
  readonly unacknowledged: number;
  readonly toAcknowledge: Times | null;
  readonly toResolve: Times | null;
}

/** What alerts asked of people, as the database counts it. Whatever is asked, only what lies inside the scope is counted. */
export interface AlertLoadStore {
  /** From when rules were there, and until when they were evaluated; undefined: never. */
  known(): Promise<{ readonly from: number; readonly to: number } | undefined>;
  totals(scope: Scope, asked: AskedScope | null | undefined, period: LoadPeriod): Promise<LoadTotals>;
  steps(scope: Scope, asked: AskedScope | null | undefined, period: LoadPeriod): Promise<readonly StepCounts[]>;
  pages(scope: Scope, asked: AskedScope | null | undefined, period: LoadPeriod): Promise<PageCounts>;
  sources(
    scope: Scope,
    asked: AskedScope | null | undefined,
    period: LoadPeriod,
    chatterOnly: boolean,
  ): Promise<readonly LoadSource[]>;
  persons(scope: Scope, asked: AskedScope | null | undefined, period: LoadPeriod): Promise<readonly PersonLoad[]>;
}

export const ALERT_LOAD_STORE = Symbol('AlertLoadStore');

export interface PageCounts {
  readonly paged: number;
  readonly people: number;
}

export interface StepCounts extends PageCounts {
  readonly at: number;
  readonly fired: number;
}
