import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
import type { ServerClient } from './server-client.js';

interface ArchivedFile {
  readonly format: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly path: string;
}

interface ArchivedRun {
  readonly id: string;
  readonly period: string;
  readonly state: string;
  readonly reason: string | null;
  readonly asOf: number | null;
  readonly files: readonly ArchivedFile[];
  readonly revisions: readonly { readonly kpi: string }[];
}

interface Archive {
  readonly reportSubscriptions: readonly {
    readonly id: string;
    readonly name: string;
    readonly runs: readonly ArchivedRun[];
  }[];
}

const ARCHIVE = `query Archive($before: ID) { reportSubscriptions { id name runs(first: 100, before: $before) {
  id period state reason asOf files { format name size sha256 path } revisions { kpi } } } }`;
const RUN = `query ArchivedRun($id: ID!) { reportRun(id: $id) {
  id period state reason title asOf missing { centreId why } questions { question hash }
  deliveries { name address state reason }
  files { format name size sha256 path } figures { kpi unit row question sent n d now isRevised } } }`;

interface ArchivedReport extends Omit<ArchivedRun, 'revisions'> {
  readonly title: string | null;
  readonly questions: readonly { readonly question: string; readonly hash: string }[];
  readonly deliveries: readonly {
    readonly name: string;
    readonly address: string | null;
    readonly state: string;
    readonly reason: string | null;
  }[];
  readonly figures: readonly {
    readonly kpi: string;
    readonly row: string;
    readonly sent: number | null;
    readonly now: number | null;
    readonly isRevised: boolean;
  }[];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Every run of the subscriptions that the viewer sees, newest first. */
async function readArchive(server: ServerClient, subscription: string | undefined) {
  const found: { readonly report: string; readonly subscriptionId: string; readonly run: ArchivedRun }[] = [];
  for (let before: string | null = null; ; ) {
    const page: Archive = await server.graphql<Archive>(ARCHIVE, { before });
    const runs = page.reportSubscriptions
      .filter(({ id }) => subscription === undefined || id === subscription)
      .flatMap(({ id, name, runs: own }) => own.map((run) => ({ report: name, subscriptionId: id, run })));
    const known = new Set(found.map(({ run }) => run.id));
    const fresh = runs.filter(({ run }) => !known.has(run.id));
    found.push(...fresh);
    if (fresh.length === 0) return found.sort((a, b) => Number(b.run.id) - Number(a.run.id));
    before = String(Math.min(...fresh.map(({ run }) => Number(run.id))));
  }
}

/** Lists the archive. */
export async function listArchive(
  server: ServerClient,
  { format, report }: { readonly format?: string; readonly report?: string },
): Promise<void> {
  const found = await readArchive(server, report);
  const rows = found.map(({ report: name, run }) => [
    ...[run.id, name, run.period, run.state, run.reason, time(run.asOf)],
    ...[run.files.map((file) => file.name).join(' '), run.revisions.length],
  ]);
  const header = ['run', 'report', 'period', 'state', 'reason', 'as of', 'files', 'revised figures'];
  printRows(formatOf(format), { runs: found }, header, rows);
}

/** Shows a run with its figures as they were sent and as they are today; writes its files into a folder. */
export async function showRun(
  server: ServerClient,
  id: string,
  { format, out, revised }: { readonly format?: string; readonly out?: string; readonly revised?: boolean },
): Promise<void> {
  const { reportRun: run } = await server.graphql<{ reportRun: ArchivedReport }>(RUN, { id });
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    for (const file of run.files) {
      const bytes = await server.file(file.path);
      requireSame(file, bytes);
      writeFileSync(join(out, basename(file.name)), bytes);
      printStatus(`written: ${join(out, basename(file.name))}`);
    }
  }
  const figures = run.figures.filter(({ isRevised }) => revised !== true || isRevised);
  const header = ['kpi', 'row', 'sent', 'now', 'revised'];
  const rows = figures.map(({ kpi, row, sent, now, isRevised }) => [kpi, row, sent, now, isRevised ? 'revised' : '']);
  printRows(formatOf(format), { ...run, figures }, header, rows);
}

function requireSame({ name, sha256: kept }: ArchivedFile, bytes: Uint8Array): void {
  if (sha256(bytes) !== kept)
    throw new CommandError(1, `${name} is not what was sent: its bytes do not have the checksum ${kept}.`);
}

/** Whether every file of the archive has the checksum that it was sent with. Exit 1 and a list where one has not. */
export async function verifyArchive(server: ServerClient, report: string | undefined): Promise<void> {
  const found = await readArchive(server, report);
  const faults: string[] = [];
  let files = 0;
  for (const { run, report: name } of found)
    for (const file of run.files) {
      files += 1;
      if (sha256(await server.file(file.path)) !== file.sha256)
        faults.push(`run ${run.id} (${name}, ${run.period}): ${file.name} is not what was sent.`);
    }
  if (faults.length > 0) throw new CommandError(1, faults.join('\n'));
  print(`${files} files of ${found.length} runs are what was sent.`);
}

/** Whether files at hand are files of the archive: by their checksum, whatever their name. */
export async function verifyFiles(server: ServerClient, paths: readonly string[]): Promise<void> {
  const found = await readArchive(server, undefined);
  const known = new Map(
    found.flatMap(({ run, report }) =>
      run.files.map((file) => [file.sha256, `run ${run.id} (${report}, ${run.period}): ${file.name}`] as const),
    ),
  );
  const faults: string[] = [];
  for (const path of paths) {
    const archived = known.get(sha256(bytesOf(path)));
    if (archived === undefined) faults.push(`${path} is not a file that was sent.`);
    else print(`${path} is ${archived}.`);
  }
  if (faults.length > 0) throw new CommandError(1, faults.join('\n'));
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new CommandError(2, `The file ${path} cannot be read; check the path.`, { cause });
  }
}
