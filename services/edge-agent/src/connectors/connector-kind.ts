import type { z } from 'zod';
import type { AgentLog } from '../agent/agent-log.js';
import type { Connector } from './connector.js';

/** What a connector gets beside its own settings. */
export interface ConnectorParts {
  /** Makes pseudonyms of staff names; read when it is first needed. */
  readonly secret: () => string;
  readonly log: AgentLog;
}

/** A connector as an agent's file describes it: its kind, its settings, and how it is made. */
export interface ConfiguredConnector {
  readonly kind: string;
  /**
   * Makes the connector; its code and libraries are loaded only then.
   * @throws MappingError, AgentConfigError when a file that the settings name cannot be used
   */
  readonly open: (parts: ConnectorParts) => Promise<Connector>;
}

/** A path in an agent's file; it is absolute once it is read. */
export type PathSchema = z.ZodType<string>;
