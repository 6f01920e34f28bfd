import { readFileSync } from 'node:fs';
import { AgentConfigError } from './agent-config-error.js';

/** The content of a secret's file, without the line's end. @throws AgentConfigError */
export function readSecret(path: string, what: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    throw new AgentConfigError(
      `The ${what} file ${path} cannot be read (${error instanceof Error ? error.message : String(error)}); enrol the agent, or name the right file.`,
      { cause: error },
    );
  }
  throw new AgentConfigError(`The ${what} file ${path} is empty; enrol the agent, or name the right file.`);
}
