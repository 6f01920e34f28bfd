import { readTextFile } from '#config-files/read-text-file.js';
import type { ReadYaml } from '#config-files/yaml/read-yaml.js';
import { CommandError, printStatus } from './output.js';

/** The value of a valid file, and its text. */
export interface YamlFile<Value> {
  readonly value: Value;
  readonly yamlText: string;
}

/**
 * Reads a YAML file that must be valid.
 * @throws CommandError 1 after every fault was printed as `FILE:LINE:COLUMN MESSAGE`
 */
export async function readYamlFile<Value>(
  file: string,
  maxChars: number,
  parse: (text: string) => ReadYaml<Value>,
): Promise<YamlFile<Value>> {
  const found = await readTextFile(file, maxChars);
  const parsed = found.ok ? parse(found.text) : undefined;
  if (found.ok && parsed?.ok === true) return { value: parsed.value, yamlText: found.text };
  const faults = parsed?.ok === false ? parsed.faults : [];
  for (const { line, column, message } of faults) printStatus(`${file}:${line}:${column} ${message}`);
  if (!found.ok) printStatus(found.fault);
  const n = Math.max(1, faults.length);
  throw new CommandError(1, `${n} fault${n === 1 ? '' : 's'} in ${file}; nothing was changed.`);
}
