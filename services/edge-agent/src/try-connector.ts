import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { AgentSettings } from './agent-config.js';
import { AgentConfigError } from './agent-config-error.js';
import type { ConfiguredConnector, SampleParts } from './connectors/connector-kind.js';
import { outboxPath } from './outbox/outbox-path.js';
import type { Preview } from './preview/preview.js';
import { type KnownNames, previewRows } from './preview/preview-file.js';

export interface TryOptions {
  /** Maximum number of rows of each connector. */
  readonly limit: number;
  /** How long a connector that listens waits for rows, seconds. */
  readonly seconds: number;
  /** Undefined when there is no server to ask. */
  readonly known?: KnownNames | undefined;
}

/**
 * The connectors of an agent's file that `wanted` names: a name, or a number from 1; without it, all that can be tried.
 * @throws AgentConfigError when there is none
 */
export function connectorsToTry(
  { connectors }: Pick<AgentSettings, 'connectors'>,
  wanted: string | undefined,
): readonly ConfiguredConnector[] {
  const all: readonly ConfiguredConnector[] = connectors;
  const titles = all.map(({ kind, name }, index) => `${index + 1} (${name ?? kind})`).join(', ');
  const found = all.filter(({ name }, index) =>
    wanted === undefined ? all[index]?.sample !== undefined : name === wanted || String(index + 1) === wanted,
  );
  const [only] = found;
  if (only === undefined)
    throw new AgentConfigError(
      wanted === undefined
        ? `None of the connectors can be tried: ${titles}. They get their events from the source and do not ask for them.`
        : `There is no connector ${wanted}; the file has ${titles}.`,
    );
  if (only.sample === undefined)
    throw new AgentConfigError(
      `The connector ${wanted ?? ''} (${only.kind}) cannot be tried: it does not ask its source for rows.`,
    );
  return found;
}

/**
 * What a connector would read next, as events. Nothing is recorded or sent, no checkpoint is moved, and an agent may
 * run on the same folder meanwhile. Pseudonyms are not those that the agent makes.
 * @throws MappingError, AgentConfigError, and the error of a source that cannot be read
 */
export async function tryConnector(
  connector: ConfiguredConnector,
  { dataDir }: Pick<AgentSettings, 'dataDir'>,
  { limit, seconds, known }: TryOptions,
): Promise<Preview> {
  const stored = readCheckpoints(dataDir);
  const signal = AbortSignal.timeout(seconds * 1000);
  const sample = await connector.sample?.({ ...stored, dataDir, limit, signal, now: Date.now });
  if (sample === undefined) throw new AgentConfigError(`A connector of the kind ${connector.kind} cannot be tried.`);
  return previewRows({ ...sample, secret: () => 'preview', known, maxRows: limit, shownRows: limit });
}

/** The checkpoints as the agent stored them; none before its first start. */
function readCheckpoints(dataDir: string): Pick<SampleParts, 'checkpoint' | 'rejected'> {
  const path = outboxPath(dataDir);
  if (!existsSync(path)) return { checkpoint: () => undefined, rejected: 0 };
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const checkpoints = db.prepare('SELECT name, value FROM checkpoint').all();
    const known = new Map(checkpoints.map(({ name, value }) => [String(name), String(value)]));
    const rejected = Number(db.prepare('SELECT count(*) AS n FROM rejection').get()?.n ?? 0);
    return { checkpoint: (name) => known.get(name), rejected };
  } finally {
    db.close();
  }
}
