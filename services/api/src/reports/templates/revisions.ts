import { parseKpi } from '#domain/kpi/catalogue.js';
import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import type { RevisionRecord } from '#store/reports/report-records.js';
import { labelOf } from '../../kpi/kpi-view.js';
import { figureText } from '../document/figure-text.js';
import { nameOf, type Section, type TemplateParts } from './report-parts.js';

/** Revisions that a report says in words; the archive has all. */
const MAX_SAID = 20;

function rowOf(text: string): readonly { readonly key: string; readonly value: string }[] {
  const pairs = JSON.parse(text) as readonly (readonly [string, string])[];
  return pairs.map(([key, value]) => ({ key, value }));
}

/** "2026-W47, Visits, Nairobi: 1,204 was reported, 1,219 is right now." */
function sentenceOf({ visible, words, language }: TemplateParts, revision: RevisionRecord): string {
  const { kpi, unit, row, value, revisedValue, period } = revision;
  const known = parseKpi(kpi);
  const name = 'fault' in known ? kpi : nameOf({ ...known.definition.names }, language, kpi);
  const group = rowOf(row);
  const places = group.map((one) => labelOf(one, group, visible)({ language }));
  const [sent, now] = [value, revisedValue].map((figure) => figureText(words, unit as KpiUnit, figure));
  return words.revised(period, [name, ...places].join(', '), sent ?? '', now ?? '');
}

/** Figures of earlier reports that are different now, old and new; nothing where there are none. */
export function revisionSection(parts: TemplateParts): Section {
  const { request, words } = parts;
  const { revisions } = request;
  if (revisions.length === 0) return { parts: [], letter: [] };
  const said = revisions.slice(0, MAX_SAID).map((revision) => sentenceOf(parts, revision));
  const more = revisions.length > MAX_SAID ? [words.moreRevised(revisions.length - MAX_SAID)] : [];
  const lines = [...said, ...more];
  return {
    parts: [
      { kind: 'heading', text: words.sections.revised },
      { kind: 'list', lines },
    ],
    letter: [[words.sections.revised, ...lines]],
  };
}
