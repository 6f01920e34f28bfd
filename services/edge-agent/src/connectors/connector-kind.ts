import { z } from 'zod';
import type { AgentLog } from '../agent/agent-log.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { Cells } from '../mapping/row-context.js';
import type { Connector } from './connector.js';

/** What a connector gets beside its own settings. */
export interface ConnectorParts {
  /** Makes pseudonyms of staff names; read when it is first needed. */
  readonly secret: () => string;
  readonly log: AgentLog;
  /** The agent's folder: a connector may keep a file of its own there, beside the outbox. */
  readonly dataDir: string;
  /** This computer's clock, Unix milliseconds. */
  readonly now: () => number;
}

/** A row of a source before it is mapped, with its line (from 1) or number, or why it cannot be used. */
export type SampleRow =
  | { readonly line: number; readonly cells: Cells }
  | { readonly line: number; readonly fault: { readonly code: string; readonly reason: string } };

/** The rows that a connector would read next. */
export interface Sample {
  /** What is read, for people: a file, a table, a topic. */
  readonly source: string;
  /** `{ row: file }` of the mapping: the name of the file, otherwise that of the connector. */
  readonly fileName: string;
  readonly mapping: Mapping;
  readonly rows: AsyncIterable<SampleRow>;
}

/** What is needed to look at the next rows. */
export interface SampleParts extends Pick<ConnectorParts, 'dataDir' | 'now'> {
  /** A stored checkpoint of the connector; undefined before its first run. It is not moved. */
  readonly checkpoint: (name: string) => string | undefined;
  /** Number of events that the gateway has rejected so far. */
  readonly rejected: number;
  /** Maximum number of rows. */
  readonly limit: number;
  /** Aborted when a connector that listens has listened long enough. */
  readonly signal: AbortSignal;
}

/** A connector as an agent's file describes it: its kind, its settings, and how it is made. */
export interface ConfiguredConnector {
  readonly kind: string;
  /** Names it in the agent's file, in its checkpoints and in the status. */
  readonly name?: string | undefined;
  /**
   * Makes the connector; its code and libraries are loaded only then.
   * @throws MappingError, AgentConfigError when a file that the settings name cannot be used
   */
  readonly open: (parts: ConnectorParts) => Promise<Connector>;
  /**
   * Looks at the rows that it would read next (`mnara connector try`). Records nothing, moves no checkpoint, and
   * changes nothing in the source. Undefined where rows cannot be asked for.
   */
  readonly sample?: (parts: SampleParts) => Promise<Sample>;
}

/** A path in an agent's file; it is absolute once it is read. */
export type PathSchema = z.ZodType<string>;

/** The name of a connector that keeps a checkpoint: it belongs to the name, so that others may come and go. */
export const connectorName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name has small letters, digits and -, such as tickets or hall-2');
