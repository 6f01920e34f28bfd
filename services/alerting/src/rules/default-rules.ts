import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseRules } from '#contracts/rules/parse-rules.js';
import type { Rule } from '#domain/alert/rule.js';

/** The file of the rules of a new Mnara. */
export const DEFAULT_RULES_FILE = fileURLToPath(new URL('./default.yaml', import.meta.url));

/** The file of their tests. */
export const DEFAULT_TESTS_FILE = fileURLToPath(new URL('./default.test.yaml', import.meta.url));

/** Reads the rules of a new Mnara. @throws Error when the file was damaged */
export function readDefaultRules(): readonly Rule[] {
  const read = parseRules(readFileSync(DEFAULT_RULES_FILE, 'utf8'));
  if (read.ok) return read.value;
  throw new Error(
    `${DEFAULT_RULES_FILE}: ${read.faults.map(({ line, message }) => `line ${line}: ${message}`).join(' ')}`,
  );
}
