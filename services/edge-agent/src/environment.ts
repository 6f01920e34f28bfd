/** The agent's environment variables. Only this file reads the environment. */
export interface AgentEnvironment {
  /** MNARA_AGENT_CONFIG: path of the configuration file. */
  readonly configPath: string | undefined;
  /** MNARA_LOG_LEVEL, default info. */
  readonly logLevel: string;
}

export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): AgentEnvironment {
  return { configPath: environment.MNARA_AGENT_CONFIG, logLevel: environment.MNARA_LOG_LEVEL ?? 'info' };
}
