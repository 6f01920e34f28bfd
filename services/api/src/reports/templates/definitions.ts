import { parseKpi } from '#domain/kpi/catalogue.js';
import { readQuestion } from '#domain/kpi/read-question.js';
import { nameOf, type Section, type TemplateParts } from './report-parts.js';

/** What each KPI of the report means, with id and version: of every question that was asked so far. */
export function definitionSection({ questions, words, language }: TemplateParts): Section {
  const ids = questions.asked.flatMap(({ question }) => {
    const read = readQuestion(question);
    return 'fault' in read ? [] : read.ids;
  });
  const lines = [...new Set(ids)].flatMap((id) => {
    const known = parseKpi(id);
    if ('fault' in known) return [];
    const { version, names, definition } = known.definition;
    const name = nameOf({ ...names }, language, id);
    return [`${name} (${id}, ${words.columns.version} ${version}): ${nameOf({ ...definition }, language, id)}`];
  });
  return {
    parts: [
      { kind: 'heading', text: words.sections.definitions },
      { kind: 'list', lines },
    ],
    letter: [],
  };
}
