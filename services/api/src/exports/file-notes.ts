import { createHash } from 'node:crypto';
import type { LocalPeriod } from '#domain/calendar/named-period.js';
import type { Words } from '#domain/kpi/catalogue-entry.js';
import { canonicalQuestion, type KpiQuestion } from '#domain/kpi/question.js';
import type { Remark } from '#domain/remark/remark.js';
import { remarkText } from '#domain/remark/remark-text.js';
import { isoMoment } from './cell-text.js';
import type { NoteLine } from './export-table.js';
import type { FileKind } from './file-question.js';
import { FILE_WORDS, type FileLanguage, say, wordIn } from './words/file-words.js';

/** What a file was asked for, as its notes say it. */
export interface Asked {
  readonly question: KpiQuestion;
  readonly questionHash: string;
  /** None: everything that is stored. */
  readonly period?: LocalPeriod | undefined;
  readonly timeZone: string;
  /** Unix milliseconds. */
  readonly asOf: number;
  /** Which moment puts a row into the period. */
  readonly clock?: Words | undefined;
  readonly remarks?: readonly Remark[];
}

/** The hash of what a file that is not of KPIs was asked for, 64 hex digits. */
export const fileHash = (kind: FileKind, question: KpiQuestion): string =>
  createHash('sha256')
    .update(`${kind} ${canonicalQuestion(question)}`)
    .digest('hex');

const shortTime = (local: string): string =>
  local
    .replace('T', ' ')
    .replace(/ 00:00:00$/, '')
    .replace(/:00$/, '');

/** A period as a sentence of the file's language. */
export const periodText = ({ from, to }: LocalPeriod, language: FileLanguage): string =>
  wordIn(FILE_WORDS.periodText, language).replace('{from}', shortTime(from)).replace('{to}', shortTime(to));

/** The notes that every file begins with: period, zone, filters, question and its hash, as of when. */
export function askedNotes(asked: Asked, language: FileLanguage): readonly NoteLine[] {
  const { question, period, timeZone, asOf, clock, remarks = [] } = asked;
  const note = (key: string, word: keyof typeof FILE_WORDS, value: string): NoteLine => ({
    key,
    label: say(word, language),
    value,
  });
  const filters = question.where.map(({ key, values }) => `${key}=${values.join('|')}`).join('; ');
  return [
    ...(period === undefined ? [] : [note('period', 'period', periodText(period, language))]),
    note('time_zone', 'timeZone', timeZone),
    ...(clock === undefined ? [] : [note('clock', 'clock', wordIn(clock, language))]),
    note('filters', 'filters', filters === '' ? say('none', language) : filters),
    note('as_of', 'asOf', isoMoment(asOf, timeZone)),
    note('question', 'question', canonicalQuestion(question)),
    note('question_sha256', 'questionHash', asked.questionHash),
    ...remarks.map((remark) => note('remark', 'remark', remarkText(remark, language))),
  ];
}
