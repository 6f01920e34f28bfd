/** The configuration cannot be used; the message names every fault. */
export class AgentConfigError extends Error {
  readonly code = 'bad_config';
}
