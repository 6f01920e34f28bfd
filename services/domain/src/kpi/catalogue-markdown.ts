import { KPI_CATALOGUE } from './catalogue.js';
import type { KpiClock, KpiDefinition, KpiUnit } from './catalogue-entry.js';

const CLOCKS: Readonly<Record<KpiClock, string>> = {
  issued: 'issued',
  left_queue: 'left queue',
  ended: 'ended',
  state: 'state',
  slot: 'slot',
};
const UNITS: Readonly<Record<KpiUnit, string>> = {
  seconds: 'seconds',
  count: 'count',
  share: 'share (0 to 1)',
  per_hour: 'per hour',
  stars: 'stars (1 to 5)',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

function row({ id, version, unit, clock, names, definition, takesSeconds }: KpiDefinition): string {
  const asked = takesSeconds ? `\`${id}\`, \`${id}:SECONDS\`` : `\`${id}\``;
  return `| ${[asked, String(version), UNITS[unit], CLOCKS[clock], `**${names.en}.** ${definition.en}`, `**${names.sw}.** ${definition.sw}`].map(cell).join(' | ')} |`;
}

/** docs/kpi-catalogue.md: the catalogue as a document. */
export function catalogueMarkdown(): string {
  return `# The KPI catalogue

This page is generated from the catalogue in the code (\`services/domain/src/kpi\`); do not edit it, run \`npm run
generate\`. The meaning of an id never changes: a new meaning is a new version.

**Clock** says which moment assigns a leg to a period: *issued* (the ticket), *left queue* (the first call that led
to service, abandonment, no-show), *ended* (the service's end), *state* (the time of a state is cut at the borders
of each hour), *slot* (the start of an appointment's slot, which may still come). Every value comes with its
numerator and denominator (n, d), with the share of legs that have all the facts that it needs (*complete*) and with
its error bound. A value without data is *no data*, never 0. Percentiles interpolate linearly between closest ranks;
from histograms they are within 6.25 %, and with \`exact\` they come from legs. The longest wait from histograms is
the top of the highest bin. A service level with a parameter from histograms has as its error bound the share of the
bin that contains the limit. Rating figures carry their distribution, and as *complete* the response rate.

**Intervals** (95 %) say where a figure would lie with very many more legs: Wilson's of shares, the normal one of the
mean rating, between two order statistics of percentiles, Poisson's of counts and of counts per hour, and Student's of
means of durations, for which histograms are read where the question says \`intervals\`. Shares and sums of time,
maxima, \`walk_mean\` and \`hold_mean\` have none (docs/analyse.md, Ranks). Distributions of durations have the bins
of the histogram; one counts as 30 figures.

| id | version | unit | clock | English | Kiswahili |
| --- | --- | --- | --- | --- | --- |
${KPI_CATALOGUE.map(row).join('\n')}
`;
}
