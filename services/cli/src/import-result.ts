import { type ImportReport, problemOf } from '#edge-agent/import-report.js';
import type { Undeclared } from '#store/network/declared-names.js';
import { CommandError, print, table, visible } from './output.js';

/** Services and desks of an import that the network's description does not have, with their events. */
export interface UndeclaredOfImport {
  readonly services: readonly { readonly id: string; readonly events: number }[];
  readonly desks: readonly { readonly centreId: string; readonly deskId: string; readonly events: number }[];
}

/** @param known what the server lacks, of this import and of others */
export function undeclaredOf({ files }: ImportReport, known: Undeclared): UndeclaredOfImport {
  const services = new Map<string, number>();
  const desks = new Map<string, UndeclaredOfImport['desks'][number]>();
  const lacks = { services: new Set(known.services), desks: new Set(known.desks.map(keyOf)) };
  for (const { named } of files) {
    for (const [id, events] of Object.entries<number>(named.services))
      if (lacks.services.has(id)) services.set(id, (services.get(id) ?? 0) + events);
    for (const desk of named.desks) {
      const key = keyOf(desk);
      if (lacks.desks.has(key)) desks.set(key, { ...desk, events: desk.events + (desks.get(key)?.events ?? 0) });
    }
  }
  return { services: [...services].map(([id, events]) => ({ id, events })), desks: [...desks.values()] };
}

const keyOf = ({ centreId, deskId }: { readonly centreId: string; readonly deskId: string }): string =>
  JSON.stringify([centreId, deskId]);

const counts = (title: string, of: Readonly<Record<string, number>>): string[] => {
  const entries = Object.entries(of);
  return entries.length === 0 ? [] : ['', table([title, 'rows'], entries)];
};

/** Prints the report and the data-quality report: every row is in one of the counts. */
export function showImport(report: ImportReport, undeclared: UndeclaredOfImport): void {
  const { rejectsPaths } = report;
  print(
    `import           ${report.importId}${report.replaced === undefined ? '' : `, in place of ${report.replaced}`}`,
  );
  print(`rows read        ${report.rowsRead}`);
  print(`events accepted  ${report.eventsAccepted}`);
  print(`rejected         ${report.rejected}${rejectsPaths.length === 0 ? '' : ` (${rejectsPaths.join(', ')})`}`);
  print(`duplicates       ${report.duplicates}`);
  if (report.rejectedByGateway > 0) print(`dead letters     ${report.rejectedByGateway}`);
  for (const line of [
    ...counts('rows without an event, by reason', report.skippedByReason),
    ...counts('rows with a defect, still used', report.defects),
  ])
    print(line);
  const { legs, called, rated } = report.openLegs;
  if (legs > 0)
    print(
      `\nlegs without an end ${legs}: ${called} of them called or started, ${rated} rated. They are open until another ` +
        'import ends them, and until then their waits and ratings do not count. If the source cannot know their end, ' +
        'write cannotKnow: [end] in the mapping and import again.',
    );
  const { services, desks } = undeclared;
  const unknown = [
    ...services.map(({ id, events }) => ['service', visible(id), events]),
    ...desks.map(({ centreId, deskId, events }) => ['desk', visible(`${deskId} of ${centreId}`), events]),
  ];
  if (unknown.length === 0) return;
  print(`\n${table(['not in the network', 'id', 'events'], unknown)}`);
  print('They are counted. Add them to the network and run mnara network apply; no second import is needed.');
}

const SHOWN_REASONS = 5;
const SHOWN_CHARS = 300;

/** @throws CommandError (1) with the first reasons when the import cannot be taken for done */
export function failIfUnused(report: ImportReport, maxRejected: number, replace: string | undefined): void {
  const found = problemOf(report, maxRejected);
  if (found === undefined) return;
  const problem =
    replace === undefined
      ? found
      : `${found}\nImport ${replace} stays, beside the new one; take the new one back with mnara imports withdraw ` +
        `${report.importId}.`;
  const reasons = [
    ...report.gatewayReasons.map(({ events, code, message }) => `  ${events} events, ${code}: ${message}`),
    ...report.rejectReasons.map(
      ({ rows, code, line, reason }) => `  ${rows} rows, ${code}, first line ${line}: ${reason}`,
    ),
  ];
  throw new CommandError(
    1,
    [problem, ...reasons.slice(0, SHOWN_REASONS).map((reason) => visible(reason.slice(0, SHOWN_CHARS)))].join('\n'),
  );
}
