import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentConfigError } from './agent-config-error.js';

const FILE = 'pseudonym.key';
const SHORTEST_KEY = 16;

/**
 * The secret key of pseudonyms, created at its first use. It belongs to a centre or a network: agents with the same key
 * give one person one pseudonym. A person who has only the pseudonyms cannot test names against them. If the file is
 * lost, all pseudonyms change.
 */
export function pseudonymSecret(keyFile: string): () => string {
  let known: string | undefined;
  return () => {
    known ??= readOrMake(keyFile);
    return known;
  };
}

/**
 * The key file of an agent: the one in its own folder, where an earlier version made it, otherwise the one that it
 * shares with the agents whose folders are beside it.
 */
export function keyFileOf(dataDir: string): string {
  const own = join(dataDir, FILE);
  return existsSync(own) ? own : join(dirname(dataDir), FILE);
}

/** @throws AgentConfigError when the file has no key */
function readOrMake(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = readFileSync(path, 'utf8').trim();
  if (key.length < SHORTEST_KEY)
    throw new AgentConfigError(
      `The pseudonym key ${path} has fewer than ${SHORTEST_KEY} characters; copy the centre's key file there, or delete ` +
        'the file, and a new key is made.',
    );
  return key;
}
