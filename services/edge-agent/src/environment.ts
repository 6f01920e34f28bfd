/** What the agent takes from its environment; the only place that reads it. */
export interface AgentEnvironment {
  /** MNARA_AGENT_CONFIG: the configuration's file. */
  readonly configPath: string | undefined;
  /** MNARA_LOG_LEVEL, default info. */
  readonly logLevel: string;
}

export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): AgentEnvironment {
  return { configPath: environment.MNARA_AGENT_CONFIG, logLevel: environment.MNARA_LOG_LEVEL ?? 'info' };
}
