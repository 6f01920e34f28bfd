/** Where an agent says what happens; the shape of pino's methods. */
export interface AgentLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Says nothing. */
export const SILENT_LOG: AgentLog = { info: () => {}, warn: () => {}, error: () => {} };
