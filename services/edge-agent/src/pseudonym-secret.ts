import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'pseudonym.key';

/**
 * The secret key of an agent's pseudonyms, created at its first use. A person who has only the pseudonyms cannot test
 * names against them. If the file is lost, all pseudonyms change.
 */
export function pseudonymSecret(dataDir: string): () => string {
  let known: string | undefined;
  return () => {
    known ??= readOrMake(dataDir);
    return known;
  };
}

function readOrMake(dataDir: string): string {
  const path = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
