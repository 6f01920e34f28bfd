import type { Target } from '#domain/alert/escalation.js';
import type { AlertSeverity, WeeklyHours } from '#domain/alert/rule.js';

/** What came of applying a file of people; or why nothing was changed. */
export type PeopleApplied =
  | {
      readonly ok: true;
      readonly version: number;
      readonly people: number;
      readonly rosters: number;
      readonly policies: number;
      /** What is in order and worth knowing: places without anybody. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly string[] };

/** What somebody or a roster is about; one of them, or none for the secretariat. */
export interface DutyPlace {
  readonly role: Target;
  readonly centreId: string | null;
  readonly regionId: string | null;
  readonly agencyId: string | null;
}

export interface PersonRecord extends DutyPlace {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly hours: WeeklyHours | null;
  readonly worksOnHolidays: boolean;
  readonly contacts: readonly {
    readonly channel: string;
    readonly address: string;
    readonly from: AlertSeverity;
  }[];
}

/** Somebody who stands in for whoever is on duty, or for one person. Unix milliseconds. */
export interface StandInRecord {
  readonly id: string;
  readonly rosterId: string;
  readonly personId: string;
  /** Null: whoever is on duty. */
  readonly insteadOfId: string | null;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly madeBy: string;
}

export interface RosterRecord extends DutyPlace {
  readonly id: string;
  readonly timeZone: string;
  readonly duties: readonly {
    readonly personId: string;
    readonly deputyId: string | null;
    readonly hours: WeeklyHours | null;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly standIns: readonly StandInRecord[];
}

export interface PolicyRecord {
  readonly id: string;
  readonly version: number;
  readonly steps: readonly {
    readonly delaySeconds: number;
    readonly targets: readonly Target[];
    readonly toDeputies: boolean;
  }[];
  readonly repeats: number;
  readonly repeatSeconds: number;
}

/** Who is told of alerts, as it holds now. */
export interface PeopleRecord {
  /** Of the file that was applied last; null: none ever was. */
  readonly file: {
    readonly version: number;
    readonly yaml: string;
    readonly appliedAt: number;
    readonly appliedBy: string;
  } | null;
  readonly people: readonly PersonRecord[];
  readonly rosters: readonly RosterRecord[];
  readonly policies: readonly PolicyRecord[];
}

export type NewStandIn = Omit<StandInRecord, 'id'>;
