import type { AskedQuestion, FigureRecord } from '#store/reports/report-records.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';

/** A part of a report, from top to bottom. */
export type DocumentPart =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly lines: readonly string[] }
  /** A place where a person writes. */
  | { readonly kind: 'blank'; readonly text: string }
  | { readonly kind: 'table'; readonly title: string; readonly table: AnsweredTable }
  /** Figures that are in the sheet only: the text says them in words. */
  | { readonly kind: 'annex'; readonly title: string; readonly table: AnsweredTable }
  /** The daily values of some KPIs of a table by day. */
  | { readonly kind: 'lines'; readonly title: string; readonly table: AnsweredTable; readonly kpis: readonly string[] }
  | { readonly kind: 'page' };

/** A report before it is a file: what it says, in its language, and which figures it holds. */
export interface ReportDocument {
  readonly title: string;
  readonly parts: readonly DocumentPart[];
  /** The text of the mail: paragraphs of lines. */
  readonly letter: readonly (readonly string[])[];
  readonly questions: readonly AskedQuestion[];
  readonly figures: readonly FigureRecord[];
  readonly viewVersion: number | null;
}
