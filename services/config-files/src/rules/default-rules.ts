import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rule } from '#domain/alert/rule.js';
import { parseRules } from './parse-rules.js';

/** The file of the default rules. */
export const DEFAULT_RULES_FILE = fileURLToPath(new URL('./default.yaml', import.meta.url));

/** The file of their tests. */
export const DEFAULT_TESTS_FILE = fileURLToPath(new URL('./default.test.yaml', import.meta.url));

/** Reads the default rules, and their text. @throws Error when the file is damaged */
export function readDefaultRules(): { readonly rules: readonly Rule[]; readonly yaml: string } {
  const yaml = readFileSync(DEFAULT_RULES_FILE, 'utf8');
  const read = parseRules(yaml);
  if (read.ok) return { rules: read.value, yaml };
  throw new Error(
    `${DEFAULT_RULES_FILE}: ${read.faults.map(({ line, message }) => `line ${line}: ${message}`).join(' ')}`,
  );
}
