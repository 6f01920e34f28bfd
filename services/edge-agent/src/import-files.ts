import { basename, join } from 'node:path';
import { likeTimer, repeatEvery } from '#platform/timing/repeat.js';
import type { RunningAgent } from './agent/agent.js';
import type { AgentLog } from './agent/agent-log.js';
import { feedFile } from './connectors/file-drop/feed-file.js';
import { KnownFiles } from './connectors/file-drop/known-files.js';
import { type FileReport, type ImportReport, totals } from './import-report.js';
import { forgetUnused, type ImportServer } from './import-server.js';
import { ImportUnit, sayWithdrawn } from './import-unit.js';
import type { Mapping } from './mapping/mapping-schema.js';
import { RowMapper } from './mapping/row-mapper.js';
import { fingerprint } from './mapping/source-text.js';
import { keyFileOf, pseudonymSecret } from './pseudonym-secret.js';
import { startAgent } from './start-agent.js';

/** The agent through which files are imported. */
export interface AgentOfFiles {
  readonly agentId: string;
  /**
   * The centre of all rows; undefined when the mapping names the centre of each row and the agent may send events of
   * any centre.
   */
  readonly centreId?: string | undefined;
  readonly gatewayUrl: string;
  readonly key: string;
  /** Folder of the imports; the agent's outbox and rejects are stored in its subfolder agents/<agentId>. */
  readonly dataDir: string;
  readonly maxOutboxBytes?: number | undefined;
  /**
   * How long the gateway may be unavailable before the import stops, milliseconds; default 30 s. Rows that were read
   * stay in the outbox.
   */
  readonly maxUnavailableMs?: number | undefined;
  readonly now?: (() => number) | undefined;
  readonly log?: AgentLog | undefined;
}

export interface ImportFilesOptions extends AgentOfFiles {
  readonly files: readonly string[];
  readonly mapping: Mapping;
  /** The name of the mapping's file, for the list of imports. */
  readonly mappingName?: string | undefined;
  /** Undefined where the server cannot be asked. */
  readonly server?: ImportServer | undefined;
  /**
   * An import of the same agent that is withdrawn when everything of this one is counted, unless the report says that
   * this one cannot be taken for done.
   */
  readonly replaces?: { readonly importId: string; readonly isDone: (report: ImportReport) => boolean } | undefined;
  readonly onStarted?: ((importId: string) => void) | undefined;
  readonly onProgress?: ((report: ImportReport) => void) | undefined;
}

/** An import cannot replace itself. */
export class SameImportError extends Error {
  readonly code = 'same_import';
}

/** The gateway could not be reached, or rejected the agent. Nothing is lost; run the import again. */
export class ImportLinkError extends Error {
  readonly code = 'no_gateway';
}

const DEFAULT_MAX_UNAVAILABLE_MS = 30_000;
const POLL_MS = 100;
/** The outbox of an import keeps sent facts for ten years, so that a file that is read again adds nothing. */
const RETENTION_DAYS = 3650;

/**
 * Sends files through an agent and resolves when the gateway has acknowledged everything. Importing the same files
 * again adds nothing.
 * @throws MappingError, FileError (checked for every file before anything is recorded), ImportLinkError
 */
export async function importFiles(options: ImportFilesOptions): Promise<ImportReport> {
  const dataDir = join(options.dataDir, 'agents', options.agentId);
  const { mapping, files } = options;
  const mapper = new RowMapper(mapping, pseudonymSecret(keyFileOf(dataDir)));
  const checksums: string[] = [];
  for (const path of files) checksums.push(await fingerprint(path, mapping.input));
  const agent = await startImporter(options, dataDir);
  try {
    return await whileLinked(agent, options, (signal) => feedAll(agent, mapper, checksums, dataDir, options, signal));
  } finally {
    await agent.stop();
  }
}

/** Starts the agent of an import, with what its outbox has. */
export const startImporter = (options: AgentOfFiles, dataDir: string): Promise<RunningAgent> =>
  startAgent({
    agentId: options.agentId,
    centreId: options.centreId,
    gatewayUrl: options.gatewayUrl,
    key: options.key,
    dataDir,
    connectors: [],
    heartbeatSeconds: 0,
    retentionDays: RETENTION_DAYS,
    maxBackoffMs: 2000,
    ...(options.maxOutboxBytes === undefined ? {} : { maxOutboxBytes: options.maxOutboxBytes }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });

/** Works while the gateway is available. The signal is aborted when it is not for too long. */
export async function whileLinked<Result>(
  agent: RunningAgent,
  { maxUnavailableMs = DEFAULT_MAX_UNAVAILABLE_MS }: Pick<AgentOfFiles, 'maxUnavailableMs'>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const giveUp = new AbortController();
  const look = watchLink(agent, maxUnavailableMs, giveUp);
  const watching = repeatEvery(likeTimer(POLL_MS), look, (error) => giveUp.abort(error));
  try {
    return await work(giveUp.signal);
  } finally {
    await watching.stop();
  }
}

async function feedAll(
  agent: RunningAgent,
  mapper: RowMapper,
  checksums: readonly string[],
  dataDir: string,
  options: ImportFilesOptions,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { server, now = Date.now } = options;
  await forgetUnused(agent, server);
  const { rejected: before, ackedSeq } = agent.status();
  const known = new KnownFiles(agent.sink, options.mapping);
  const unit = await beginUnit(agent, checksums, options);
  const reports: FileReport[] = [];
  const report = (current: readonly FileReport[]): ImportReport => {
    const { rejected, pending } = agent.status();
    return totals(unit.id, current, { events: rejected - before, reasons: agent.rejections(ackedSeq) }, pending);
  };
  for (const [index, path] of options.files.entries()) {
    const checksum = checksums[index] ?? '';
    const about = { path, checksum, wasImported: known.nameOf(checksum) !== undefined };
    const rejected = agent.sink.rejected();
    const rejectsPath = join(dataDir, 'rejects', `${basename(path)}.${checksum.slice(0, 8)}.csv`);
    const fed = await feedFile({
      path,
      mapping: options.mapping,
      mapper,
      sink: unit.sink,
      rejectsPath,
      signal,
      onProgress: (current) => options.onProgress?.(report([...reports, { ...about, ...current }])),
    });
    known.save(checksum, basename(path), rejected);
    await unit.fileRead(basename(path), checksum, fed);
    reports.push({ ...about, ...fed });
  }
  await unit.ended();
  options.onProgress?.(report(reports));
  await agent.drained(signal);
  await server?.applied();
  await forgetUnused(agent, server);
  const done = report(reports);
  const { replaces } = options;
  if (replaces === undefined || !replaces.isDone(done)) return done;
  // The log has everything of the new import before this, so the old one leaves when the new one is counted.
  await sayWithdrawn(agent.sink, replaces.importId, now());
  agent.forgetImport(replaces.importId);
  await agent.drained(signal);
  return { ...done, replaced: replaces.importId };
}

/** @throws SameImportError when the import would replace itself */
async function beginUnit(
  agent: RunningAgent,
  checksums: readonly string[],
  { mapping, mappingName = 'mapping', replaces, server, now = Date.now, onStarted }: ImportFilesOptions,
): Promise<ImportUnit> {
  const content = { mapping, mappingName, checksums, replaces: replaces?.importId };
  const unit = await ImportUnit.begin(agent.sink, content, now, async (id) => (await server?.isWithdrawn(id)) ?? false);
  if (unit.id === replaces?.importId)
    throw new SameImportError(
      `Import ${unit.id} has these files with this mapping already; correct the mapping or the files to replace it.`,
    );
  onStarted?.(unit.id);
  return unit;
}

/**
 * Returns a check that stops the import when the gateway rejects the agent, or is unavailable for longer than the
 * limit.
 */
function watchLink(agent: RunningAgent, maxUnavailableMs: number, giveUp: AbortController): () => void {
  let unavailableSinceMs = performance.now();
  return () => {
    const { state, problem } = agent.status().link;
    if (state === 'live' || state === 'fallback') unavailableSinceMs = performance.now();
    const isUnavailable = performance.now() - unavailableSinceMs > maxUnavailableMs;
    if (state !== 'refused' && !isUnavailable) return;
    giveUp.abort(
      new ImportLinkError(
        `The import stopped: ${problem ?? 'the gateway does not answer.'} Rows that were read are kept; run ` +
          'the import again when the gateway is available.',
      ),
    );
  };
}
