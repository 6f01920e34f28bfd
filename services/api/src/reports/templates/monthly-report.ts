import type { DocumentPart } from '../document/report-document.js';
import { coverageSection } from './coverage.js';
import { definitionSection } from './definitions.js';
import { askHeadline, changeSection } from './headline.js';
import { placesOf, type Section, type TemplateParts } from './report-parts.js';
import { revisionSection } from './revisions.js';

const PLACE_IDS = [
  'visits',
  'served',
  'service_level',
  'wait_p50',
  'wait_p90',
  'abandonment_rate',
  'transactions_per_desk_hour',
  'satisfaction',
];
const AGENCY_IDS = ['served', 'service_level', 'wait_mean', 'service_time_mean', 'not_completed', 'quick_close_rate'];
const HOUR_IDS = ['tickets_issued', 'wait_mean', 'service_level'];
const SERVICE_IDS = ['served', 'satisfaction', 'ratings', 'rating_response_rate'];

/** The month against the month before: changes in words, then places, agencies, hours and services as tables. */
export async function monthlyReport(parts: TemplateParts): Promise<readonly Section[]> {
  const { questions, request, words } = parts;
  const { sections } = words;
  const headline = await askHeadline(parts, 'before');
  const place = placesOf(request.subscription.runAs.scope);
  const isAgency = request.subscription.runAs.scope.kind === 'agency';
  const placeIds = isAgency ? PLACE_IDS.filter((id) => id !== 'transactions_per_desk_hour') : PLACE_IDS;
  const tables = [
    [sections.regions, await questions.ask({ ids: placeIds, by: [place], compare: 'before', totals: true })],
    [sections.agencies, await questions.ask({ ids: AGENCY_IDS, by: ['agency'], compare: 'before', totals: true })],
    [sections.hours, await questions.ask({ ids: HOUR_IDS, by: ['hour_of_day'] })],
    [sections.satisfaction, await questions.ask({ ids: SERVICE_IDS, by: ['service'], compare: 'before' })],
  ] as const;
  const shown = tables.map(([title, table]): DocumentPart => ({ kind: 'table', title, table }));
  const coverage = await coverageSection(parts);
  return [
    changeSection(parts, headline),
    revisionSection(parts),
    {
      parts: [
        { kind: 'lines', title: sections.headline, table: headline.days, kpis: ['visits', 'wait_mean'] },
        ...shown,
      ],
      letter: [],
    },
    coverage,
    definitionSection(parts),
  ];
}
