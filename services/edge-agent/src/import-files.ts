import { basename, join } from 'node:path';
import { likeTimer, repeatEvery } from '#platform/timing/repeat.js';
import type { RunningAgent } from './agent/agent.js';
import type { AgentLog } from './agent/agent-log.js';
import { feedFile } from './connectors/file-drop/feed-file.js';
import { KnownFiles } from './connectors/file-drop/known-files.js';
import { type FileReport, type ImportReport, totals } from './import-report.js';
import type { Mapping } from './mapping/mapping-schema.js';
import { RowMapper } from './mapping/row-mapper.js';
import { fingerprint } from './mapping/source-text.js';
import { keyFileOf, pseudonymSecret } from './pseudonym-secret.js';
import { startAgent } from './start-agent.js';

export interface ImportFilesOptions {
  readonly files: readonly string[];
  readonly mapping: Mapping;
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
  readonly onProgress?: ((report: ImportReport) => void) | undefined;
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
  const agent = await startAgent({
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
  const giveUp = new AbortController();
  const look = watchLink(agent, options.maxUnavailableMs ?? DEFAULT_MAX_UNAVAILABLE_MS, giveUp);
  const watching = repeatEvery(likeTimer(POLL_MS), look, (error) => giveUp.abort(error));
  try {
    return await feedAll(agent, mapper, checksums, dataDir, options, giveUp.signal);
  } finally {
    await watching.stop();
    await agent.stop();
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
  const { rejected: before, ackedSeq } = agent.status();
  const known = new KnownFiles(agent.sink, options.mapping);
  const reports: FileReport[] = [];
  const report = (current: readonly FileReport[]): ImportReport => {
    const { rejected, pending } = agent.status();
    return totals(current, { events: rejected - before, reasons: agent.rejections(ackedSeq) }, pending);
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
      sink: agent.sink,
      rejectsPath,
      signal,
      onProgress: (current) => options.onProgress?.(report([...reports, { ...about, ...current }])),
    });
    known.save(checksum, basename(path), rejected);
    reports.push({ ...about, ...fed });
  }
  options.onProgress?.(report(reports));
  await agent.drained(signal);
  return report(reports);
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
