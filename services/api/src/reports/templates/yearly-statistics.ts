import type { DocumentPart } from '../document/report-document.js';
import type { SectionName } from '../words/words.js';
import { coverageSection } from './coverage.js';
import { definitionSection } from './definitions.js';
import { askHeadline, changeSentence, type Headline } from './headline.js';
import { placesOf, type Section, type TemplateParts } from './report-parts.js';
import type { ReportQuestion } from './report-questions.js';
import { revisionSection } from './revisions.js';

const COVERAGE_IDS = ['tickets_issued', 'complete_share', 'agent_silent_time'];
const WAIT_IDS = ['wait_p50', 'wait_p90', 'service_level', 'abandonment_rate', 'abandoned', 'demand'];
const DESK_IDS = ['desk_open_time', 'staff_login_time', 'serving_time', 'transactions_per_desk_hour', 'occupancy'];
const RATING_IDS = ['satisfaction', 'rating_mean', 'ratings', 'rating_response_rate'];
const VOLUME_IDS = ['visits', 'served', 'service_level', 'satisfaction'];
const INCIDENT_IDS = ['power_down_time', 'upstream_down_time'];
const SPLIT_IDS = ['served', 'wait_mean'];

/** Figures that are about whole centres: an agency sees none of them. */
const WHOLE_CENTRES = new Set(['agent_silent_time', ...DESK_IDS, ...INCIDENT_IDS]);

/** (1) One page of headline figures with last year beside them, and a place for the sentence that explains each. */
const headlineSection = (parts: TemplateParts, { changes, whole }: Headline): Section => {
  const { words } = parts;
  const lines = changes.map((change) => changeSentence(parts, change));
  return {
    parts: [
      { kind: 'annex', title: words.sections.headline, table: whole },
      { kind: 'heading', text: words.sections.headline },
      { kind: 'list', lines },
      { kind: 'blank', text: words.blank(words.explainChanges) },
      { kind: 'paragraph', text: words.howSure },
      { kind: 'page' },
    ],
    letter: [[words.sections.headline, ...lines]],
  };
};

/** A section that is one or several tables. */
async function tables(parts: TemplateParts, name: SectionName, asked: readonly ReportQuestion[]): Promise<Section> {
  const isAgency = parts.request.subscription.runAs.scope.kind === 'agency';
  const shown: DocumentPart[] = [];
  for (const question of asked) {
    const ids = isAgency ? question.ids.filter((id) => !WHOLE_CENTRES.has(id)) : question.ids;
    if (ids.length === 0) continue;
    const table = await parts.questions.ask({ ...question, ids });
    shown.push({ kind: 'table', title: parts.words.sections[name], table });
  }
  return { parts: shown, letter: [] };
}

/**
 * The yearly report to a ministry: headline, coverage, definitions, tables, waits, desks, complaints, satisfaction,
 * customers, incidents, methods. What the events do not tell is a marked place for a person.
 */
export async function yearlyStatistics(parts: TemplateParts): Promise<readonly Section[]> {
  const { request, words } = parts;
  const { sections } = words;
  const place = placesOf(request.subscription.runAs.scope);
  const headline = headlineSection(parts, await askHeadline(parts, 'year'));
  const coverage = await coverageSection(parts);
  const asked = [
    await tables(parts, 'coverage', [{ ids: COVERAGE_IDS, by: [place], totals: true }]),
    await tables(parts, 'regions', [{ ids: VOLUME_IDS, by: [place, 'month'], totals: true }]),
    await tables(parts, 'agencies', [
      { ids: VOLUME_IDS, by: ['agency'], compare: 'year', totals: true },
      { ids: VOLUME_IDS, by: ['service'], compare: 'year' },
    ]),
    await tables(parts, 'hours', [{ ids: ['tickets_issued', 'wait_mean', 'service_level'], by: ['hour_of_day'] }]),
    await tables(parts, 'channels', [{ ids: ['tickets_issued', 'served'], by: ['channel'] }]),
    await tables(parts, 'waits', [{ ids: WAIT_IDS, by: ['month'], compare: 'year', totals: true }]),
    await tables(parts, 'desks', [{ ids: DESK_IDS, by: ['month'], totals: true }]),
  ];
  const complaints: Section = {
    parts: [
      { kind: 'heading', text: sections.complaints },
      { kind: 'blank', text: words.blank(words.complaintsOutside) },
    ],
    letter: [],
  };
  const rest = [
    await tables(parts, 'satisfaction', [{ ids: RATING_IDS, by: [place], compare: 'year', totals: true }]),
    await tables(
      parts,
      'splits',
      (['gender', 'disability', 'age_band'] as const).map((split) => ({ ids: SPLIT_IDS, split })),
    ),
    await tables(parts, 'incidents', [{ ids: INCIDENT_IDS, by: ['month'], totals: true }]),
  ];
  const methods: Section = {
    parts: [
      { kind: 'heading', text: sections.methods },
      { kind: 'list', lines: words.methods },
      ...revisionSection(parts).parts,
      { kind: 'heading', text: sections.annex },
      { kind: 'blank', text: words.blank(words.signOff) },
    ],
    letter: revisionSection(parts).letter,
  };
  return [headline, coverage, ...asked, complaints, ...rest, definitionSection(parts), methods];
}
