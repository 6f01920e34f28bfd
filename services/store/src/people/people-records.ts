import type { Target } from '#domain/alert/escalation.js';
import type { AlertSeverity, WeeklyHours } from '#domain/alert/rule.js';

/** The result of applying a people file, or why nothing was changed. */
export type PeopleApplied =
  | {
      readonly ok: true;
      readonly version: number;
      readonly people: number;
      readonly rosters: number;
      readonly policies: number;
      /** Remarks that do not prevent applying: places without people. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The place of a person or roster: one of the three, or none for the secretariat. */
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

/** A person who replaces the person on duty, or one named person. Times are Unix milliseconds. */
export interface StandInRecord {
  readonly id: string;
  readonly rosterId: string;
  readonly personId: string;
  /** Null: the person on duty. */
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

/** Who is notified of alerts, as currently configured. */
export interface PeopleRecord {
  /** Of the file that was applied last; null: none was ever applied. */
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
