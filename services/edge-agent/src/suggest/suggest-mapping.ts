import { stringify } from 'yaml';
import { FileError } from '../mapping/mapping-errors.js';
import { type ColumnKind, columnKind } from './column-kind.js';
import { columnRoles, type Roles, type TimeColumn } from './column-roles.js';
import { type Sample, sampleRows } from './sample-rows.js';
import { type SourceForm, sourceForm } from './source-form.js';

export interface SuggestOptions {
  /** IANA time zone of the source's clock; undefined: that of this computer, as a guess. */
  readonly timeZone?: string | undefined;
  readonly centreId?: string | undefined;
  /** Of month names. */
  readonly language?: string | undefined;
}

/** YAML in one line; JSON, which YAML reads too, where a text has line breaks. */
function inline(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return text.includes('\n') ? JSON.stringify(value) : text;
}

/**
 * A first mapping for a file: its form, the formats of its times, and what its columns seem to be, with what is unsure
 * as comments. @throws FileError when the file has no times of single visits
 */
export async function suggestMapping(path: string, options: SuggestOptions): Promise<string> {
  const form = await sourceForm(path);
  const sample = await sampleRows(path, form);
  const { language = 'en' } = options;
  const columns = sample.header.map((name) =>
    columnKind(
      name,
      sample.rows.map((row) => (row.get(name) ?? '').trim()),
      language,
    ),
  );
  const roles = columnRoles(columns);
  if (roles.issued === undefined)
    throw new FileError(
      'missing_column',
      `The file ${path} has no column with times: ${columns.map(({ name, kind }) => `${name} (${kind})`).join(', ')}. ` +
        'Mnara counts single visits with the times of their steps; totals of days cannot be imported.',
    );
  return [...head(form, sample, options), ...body(roles, columns, options)].join('\n').concat('\n');
}

function head(form: SourceForm, { records, rows }: Sample, { timeZone, language }: SuggestOptions): string[] {
  const zone = timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [
    `# A first mapping, from ${rows.length} rows. Check it with: mnara import FILE --mapping THIS --dry-run`,
    'mapping: 1',
    'input:',
    `  format: ${form.format}`,
    ...(form.delimiter === undefined || form.delimiter === ',' ? [] : [`  delimiter: ${inline(form.delimiter)}`]),
    ...(form.encoding === 'utf-8'
      ? []
      : [
          `  encoding: ${form.encoding}${form.isEncodingUnsure ? ' # unsure: look at names with special letters' : ''}`,
        ]),
    `  timeZone: ${zone}${timeZone === undefined ? " # unsure: this computer's; write the zone of the source's clock" : ''}`,
    ...(language === undefined ? [] : [`  language: ${language}`]),
    ...(records === undefined ? [] : [`  records: ${inline(records)}`]),
  ];
}

const momentOf = ({ date, time }: TimeColumn): string =>
  date === undefined
    ? inline({ column: time.name, format: time.format })
    : inline({ date: { column: date.name, format: date.format }, time: { column: time.name, format: time.format } });

const plus = (moment: string, { name, kind }: ColumnKind): string =>
  inline({ moment, plus: { column: name, ...(kind === 'number' ? { unit: 'seconds' } : {}) } });

/** The moments of the roles, those that are worked out from lengths included. */
function momentsOf(roles: Roles): readonly (readonly [name: string, expression: string, hint: string])[] {
  const { issued, called, started, ended, waited, served } = roles;
  const hint = (column: TimeColumn): string => {
    const doubt = column.date?.doubt ?? column.time.doubt;
    return doubt === undefined ? '' : ` # unsure: ${doubt}`;
  };
  const unit = (column: ColumnKind): string => (column.kind === 'number' ? ' # unsure: the unit' : '');
  const found: [string, string, string][] = [];
  if (issued !== undefined) found.push(['issued', momentOf(issued), hint(issued)]);
  if (called !== undefined) found.push(['called', momentOf(called), hint(called)]);
  else if (waited !== undefined) found.push(['called', plus('issued', waited), unit(waited)]);
  if (started !== undefined) found.push(['started', momentOf(started), hint(started)]);
  const last = started !== undefined ? 'started' : found.at(-1)?.[0] === 'called' ? 'called' : undefined;
  if (ended !== undefined) found.push(['ended', momentOf(ended), hint(ended)]);
  else if (served !== undefined && last !== undefined) found.push(['ended', plus(last, served), unit(served)]);
  return found;
}

function body(roles: Roles, columns: readonly ColumnKind[], { centreId }: SuggestOptions): string[] {
  const moments = momentsOf(roles);
  const names = new Set(moments.map(([name]) => name));
  const fields = (column: ColumnKind | undefined, more: object = {}): string =>
    column === undefined ? '' : inline({ column: column.name, ...more });
  const line = (name: string, text: string, otherwise: string): string =>
    `  ${name}: ${text === '' ? otherwise : text}`;
  const optional = (time: TimeColumn | undefined): string => (time?.time.hasEmpty === true ? ', optional: true' : '');
  const isBoth = names.has('called') && !names.has('started') && names.has('ended');
  const used = [roles.visit, roles.service, roles.desk, roles.staff, roles.waited, roles.served]
    .concat([roles.issued, roles.called, roles.started, roles.ended].flatMap((time) => [time?.date, time?.time]))
    .flatMap((column) => column?.name ?? []);
  const unused = columns.filter(({ name }) => !used.includes(name)).map(({ name }) => name);
  return [
    'moments:',
    ...(roles.isOrderGuessed
      ? ['  # unsure: the names of some columns say nothing; they were put in the order of time']
      : []),
    ...moments.map(([name, expression, hint]) => `  ${name}: ${expression}${hint}`),
    'every:',
    centreId === undefined
      ? '  centre: { constant: CENTRE } # write the id of the centre, or { column: ... }'
      : `  centre: ${inline({ constant: centreId })}`,
    roles.visit === undefined
      ? line('visit', inline({ join: [{ row: 'file' }, { row: 'line' }], with: '-' }), '').concat(
          ' # no column with an id was found',
        )
      : line('visit', fields(roles.visit), ''),
    line('service', fields(roles.service), '{ constant: SERVICE } # no column with a service was found'),
    ...(roles.desk === undefined ? [] : [line('desk', fields(roles.desk), '')]),
    ...(roles.staff === undefined ? [] : [line('staff', fields(roles.staff, { pseudonym: true }), '')]),
    'rows:',
    '  - events:',
    '      - { kind: ticket_issued, at: issued }',
    ...(names.has('called') ? [`      - { kind: ticket_called, at: called${optional(roles.called)} }`] : []),
    ...(names.has('started') ? [`      - { kind: service_started, at: started${optional(roles.started)} }`] : []),
    ...(isBoth
      ? [`      - { kind: service_started, at: called${optional(roles.called)} } # unsure: taken from the call`]
      : []),
    ...(names.has('ended')
      ? [
          `      - { kind: service_ended, at: ended, outcome: served${optional(roles.ended)} } # unsure: all were served`,
        ]
      : []),
    ...(unused.length === 0
      ? []
      : [`# columns that are not used: ${unused.map((name) => JSON.stringify(name)).join(', ')}`]),
  ];
}
