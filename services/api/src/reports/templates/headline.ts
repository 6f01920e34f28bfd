import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import { directionOf } from '#domain/kpi/kpi-meaning.js';
import type { KpiComparison } from '#domain/kpi/question.js';
import { type Change, changeOf } from '#domain/report/change.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { differenceText, figureText } from '../document/figure-text.js';
import type { DocumentPart } from '../document/report-document.js';
import { nameOf, type Section, type TemplateParts } from './report-parts.js';

/** The figures that every letter begins with. */
const HEADLINE_IDS = [
  'visits',
  'served',
  'service_level',
  'wait_mean',
  'wait_p90',
  'abandonment_rate',
  'no_show_rate',
  'service_time_mean',
  'satisfaction',
  'quick_close_rate',
];

/** A headline figure, what it was before, and what the change means. */
export interface HeadlineChange {
  readonly name: string;
  readonly unit: KpiUnit;
  readonly now: number | null;
  readonly before: number | null;
  readonly change: Change;
}

/** The answers that the headline figures and their uncertainty come from. */
export interface Headline {
  readonly changes: readonly HeadlineChange[];
  readonly whole: AnsweredTable;
  readonly days: AnsweredTable;
}

const daysOf = (table: AnsweredTable, place: number): readonly (number | null)[] =>
  table.rows.map(({ values }) => values[place]?.value ?? null);

/** Asks for the headline figures of the period and of the one it is compared with, as wholes and day by day. */
export async function askHeadline(
  parts: TemplateParts,
  compare: KpiComparison & ('before' | 'year'),
): Promise<Headline> {
  const { questions, language } = parts;
  const whole = await questions.ask({ ids: HEADLINE_IDS, compare });
  const days = await questions.ask({ ids: HEADLINE_IDS, by: ['day'] });
  const before = await questions.ask({ ids: HEADLINE_IDS, by: ['day'], ...whole.comparedPeriod });
  const values = whole.rows[0]?.values ?? [];
  const changes = whole.kpis.map(({ definition }, place): HeadlineChange => {
    const { unit, names, id } = definition;
    const value = values[place];
    const now = { value: value?.value ?? null, n: value?.n ?? null, d: value?.d ?? null, days: daysOf(days, place) };
    const other = value?.compared;
    const then = { value: other?.value ?? null, n: other?.n ?? null, d: other?.d ?? null, days: daysOf(before, place) };
    const change = changeOf(now, then, unit, directionOf(definition));
    return { name: nameOf({ ...names }, language, id), unit, now: now.value, before: then.value, change };
  });
  return { changes, whole, days };
}

/** One change as a sentence, with its uncertainty where it is known. */
export function changeSentence({ words }: Pick<TemplateParts, 'words'>, headline: HeadlineChange): string {
  const { name, unit, now, before, change } = headline;
  const [nowText, beforeText] = [figureText(words, unit, now), figureText(words, unit, before)];
  if (change.difference === null || change.margin === null) return words.plain(name, nowText, beforeText);
  const difference = differenceText(words, unit, change.difference);
  return words.change(name, nowText, beforeText, difference, figureText(words, unit, change.margin));
}

/** What got better, what worse, what did not clearly change, and how much there was: in sentences. */
export function changeSection(parts: TemplateParts, { changes, whole }: Headline): Section {
  const { words } = parts;
  const { sections } = words;
  const sentences = (...kinds: readonly Change['kind'][]): readonly string[] => {
    const found = changes.filter(({ change }) => kinds.includes(change.kind));
    return found.length === 0 ? [words.nothing] : found.map((one) => changeSentence(parts, one));
  };
  const groups = [
    [sections.better, sentences('better')],
    [sections.worse, sentences('worse')],
    [sections.unclear, sentences('unclear', 'unknown')],
    [sections.other, sentences('other')],
  ] as const;
  const shown = groups.flatMap(([title, lines]): DocumentPart[] => [
    { kind: 'heading', text: title },
    { kind: 'list', lines },
  ]);
  return {
    parts: [
      { kind: 'annex', title: sections.headline, table: whole },
      ...shown,
      { kind: 'paragraph', text: words.howSure },
    ],
    letter: [...groups.map(([title, lines]) => [title, ...lines]), [words.howSure]],
  };
}
