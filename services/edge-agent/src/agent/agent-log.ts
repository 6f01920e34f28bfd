/** The agent's log, with the methods of pino that it uses. */
export interface AgentLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that discards everything. */
export const SILENT_LOG: AgentLog = { info: () => {}, warn: () => {}, error: () => {} };
