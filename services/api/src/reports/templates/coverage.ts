import { DateTime } from 'luxon';
import { opensBetween } from '#domain/calendar/opening-hours.js';
import { type CentreCoverage, coverageOf } from '#domain/report/completeness.js';
import type { DocumentPart } from '../document/report-document.js';
import { nameOf, type Section, type TemplateParts } from './report-parts.js';

/** Centres that a text names; the others are counted. */
const MAX_NAMED = 30;

/** The banner of a report that does not have all data: it names the centres. None where nothing is missing. */
export function missingBanner({ request, visible, words, language }: TemplateParts): readonly string[] {
  const { missing } = request;
  if (missing.length === 0) return [];
  const named = missing.slice(0, MAX_NAMED).map(({ centreId, why, upTo }) => {
    const centre = visible.centreById.get(centreId);
    const zone = centre?.calendar.timeZone ?? visible.network.timeZone;
    const time =
      upTo === null ? '' : `, ${words.upTo(DateTime.fromMillis(upTo, { zone }).toFormat('yyyy-MM-dd HH:mm'))}`;
    return `${nameOf(centre?.names, language, centreId)}: ${words.why[why]}${time}`;
  });
  const more = missing.length > MAX_NAMED ? [`… + ${missing.length - MAX_NAMED}`] : [];
  return [words.missing(missing.length), ...named, ...more];
}

/** Which centres have figures, and why the others have none: missing, closed, or nobody came. */
export async function coverageSection(parts: TemplateParts): Promise<Section> {
  const { request, questions, visible, words, language } = parts;
  const table = await questions.ask({ ids: ['tickets_issued', 'complete_share'], by: ['centre'] });
  const withFigures = new Set(
    table.rows
      .filter(({ values: [tickets] }) => (tickets?.value ?? 0) > 0)
      .map(({ group: [centre] }) => centre?.value ?? ''),
  );
  const missing = new Set(request.missing.map(({ centreId }) => centreId));
  const { fromDay, toDay } = request.run;
  const found = new Map<CentreCoverage, string[]>();
  for (const { id, names, calendar } of visible.centres) {
    const kind = coverageOf({
      isMissing: missing.has(id),
      hasFigures: withFigures.has(id),
      wasOpen: opensBetween(calendar, fromDay, toDay),
    });
    found.set(kind, [...(found.get(kind) ?? []), nameOf(names, language, id)]);
  }
  const count = (kind: CentreCoverage): number => found.get(kind)?.length ?? 0;
  const list = (kind: CentreCoverage): string => (found.get(kind) ?? []).slice(0, MAX_NAMED).join(', ');
  const lines = [
    words.coverage(count('complete'), count('missing'), count('closed'), count('zero')),
    ...(count('closed') > 0 ? [words.closed(list('closed'))] : []),
    ...(count('zero') > 0 ? [words.zero(list('zero'))] : []),
  ];
  const banner = missingBanner(parts);
  const shown: DocumentPart[] = [
    { kind: 'heading', text: words.sections.coverage },
    { kind: 'list', lines: [...lines, ...banner] },
  ];
  return { parts: shown, letter: [lines] };
}
