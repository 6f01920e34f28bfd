/** The configuration is invalid; the message names every fault. */
export class AgentConfigError extends Error {
  readonly code = 'bad_config';
}
