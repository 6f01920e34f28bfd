import { readFileSync } from 'node:fs';
import { AgentConfigError } from './agent-config-error.js';

/** Reads a secret from a file, without the line break at its end. @throws AgentConfigError */
export function readSecret(path: string, what: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    throw new AgentConfigError(
      `The ${what} file ${path} cannot be read ` +
        `(${error instanceof Error ? error.message : String(error)}); enrol the agent, or configure the ` +
        'right file.',
      { cause: error },
    );
  }
  throw new AgentConfigError(`The ${what} file ${path} is empty; enrol the agent, or configure the right file.`);
}
