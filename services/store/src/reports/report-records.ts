import type { Language } from '#domain/people/contact.js';
import type { MissingCentre } from '#domain/report/completeness.js';
import type { ReportFormat, ReportTemplate, RunAs, RunReason, RunState } from '#domain/report/report.js';
import type { Cadence } from '#domain/report/schedule.js';

/** Why a subscription makes no more runs. */
export type StopReason = 'person' | 'view_deleted' | 'grant_ended';

/** What a person chooses of a subscription. */
export interface SubscriptionContent {
  readonly name: string;
  readonly template: ReportTemplate;
  /** Of a table; null: the template has its own questions. */
  readonly viewId: string | null;
  readonly cadence: Cadence;
  readonly wallTime: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly formats: readonly ReportFormat[];
  readonly deadlineSeconds: number;
}

/** A subscription. Times are Unix milliseconds. */
export interface SubscriptionRecord extends SubscriptionContent {
  readonly id: string;
  readonly runAs: RunAs;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly nextDueAt: number;
  readonly stoppedAt: number | null;
  readonly stoppedBy: string | null;
  readonly stoppedWhy: StopReason | null;
}

export type RecipientState = 'unconfirmed' | 'confirmed' | 'left' | 'removed';

/** Who gets a subscription's reports. */
export interface RecipientRecord {
  readonly id: number;
  readonly subscriptionId: string;
  /** A person of the people file; null: an address outside. */
  readonly personId: string | null;
  /** The address that a report sent now would go to; null: the person has none. */
  readonly address: string | null;
  readonly name: string;
  readonly state: RecipientState;
  readonly addedBy: string;
  readonly changedAt: number;
}

/** One period of a subscription. Days are ISO dates, `toDay` the first after the period; times Unix milliseconds. */
export interface RunRecord {
  readonly id: number;
  readonly subscriptionId: string;
  readonly period: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly dueAt: number;
  readonly deadlineAt: number;
  readonly state: RunState;
  readonly reason: RunReason | null;
  readonly says: string | null;
  readonly attempts: number;
  readonly missing: readonly MissingCentre[];
  readonly viewVersion: number | null;
  readonly questions: readonly AskedQuestion[];
  readonly title: string | null;
  readonly letter: readonly (readonly string[])[];
  readonly asOf: number | null;
  readonly finishedAt: number | null;
}

/** A question that a run asked, with fixed dates, as JSON. */
export interface AskedQuestion {
  readonly question: string;
  readonly hash: string;
}

/** A run that this process may work on until its lease ends; `claim` is what every write of it must still find. */
export interface ClaimedRun extends RunRecord {
  readonly claim: number;
}

/** A figure of a run as it was sent. */
export interface FigureRecord {
  readonly questionNo: number;
  readonly row: string;
  readonly kpi: string;
  readonly unit: string;
  readonly value: number | null;
  readonly n: number | null;
  readonly d: number | null;
}

/** A figure that late events changed after it was sent. */
export interface RevisionRecord extends FigureRecord {
  readonly runId: number;
  readonly period: string;
  readonly figureNo: number;
  readonly revisedValue: number | null;
  /** Unix milliseconds. */
  readonly revisedAt: number;
  /** The run that reported it; null: none yet. */
  readonly toldIn: number | null;
}

export type DeliveryState = 'waiting' | 'sent' | 'failed' | 'uncertain' | 'cancelled';

/** What became of a report on its way to one recipient. */
export interface DeliveryRecord {
  readonly runId: number;
  readonly recipientId: number;
  readonly name: string;
  readonly address: string | null;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly says: string | null;
  readonly changedAt: number;
}

/** What rendering produced. */
export interface Rendered {
  readonly title: string;
  readonly letter: readonly (readonly string[])[];
  readonly viewVersion: number | null;
  readonly questions: readonly AskedQuestion[];
  readonly figures: readonly FigureRecord[];
  readonly files: readonly RenderedFile[];
  /** Figures of earlier runs whose revision this report names. */
  readonly told: readonly Pick<RevisionRecord, 'runId' | 'figureNo'>[];
  readonly asOf: number;
}

export interface RenderedFile {
  readonly format: ReportFormat;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}
