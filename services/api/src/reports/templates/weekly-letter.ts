import { coverageSection } from './coverage.js';
import { askHeadline, changeSection } from './headline.js';
import { placesOf, type Section, type TemplateParts } from './report-parts.js';
import { revisionSection } from './revisions.js';

/** The figures by place of a letter. */
const PLACE_IDS = ['visits', 'served', 'service_level', 'wait_mean', 'abandonment_rate', 'satisfaction'];

/** What got better and what worse since the period before, in words and with uncertainty; then the places. */
export async function weeklyLetter(parts: TemplateParts): Promise<readonly Section[]> {
  const { questions, request, words } = parts;
  const headline = await askHeadline(parts, 'before');
  const places = await questions.ask({
    ids: PLACE_IDS,
    by: [placesOf(request.subscription.runAs.scope)],
    compare: 'before',
    totals: true,
  });
  const coverage = await coverageSection(parts);
  return [
    changeSection(parts, headline),
    revisionSection(parts),
    {
      parts: [
        { kind: 'lines', title: words.sections.headline, table: headline.days, kpis: ['visits', 'wait_mean'] },
        { kind: 'table', title: words.sections.regions, table: places },
      ],
      letter: [],
    },
    coverage,
  ];
}
