import type { Rule, Threshold } from '#domain/alert/rule.js';
import { type ReadYaml, readYaml } from '../yaml/read-yaml.js';
import { checkRules, watchedOf } from './check-rules.js';
import { RULE_LIMITS, ruleFileSchema, type WrittenRule } from './rule-file.js';
import { oppositeOf, readDuration, readThreshold } from './threshold-text.js';

function threshold(text: string, watch: string): Threshold {
  const watched = watchedOf(watch);
  const read = 'fault' in watched ? watched : readThreshold(text, watched.unit, watch);
  // The file was checked before.
  if ('fault' in read) throw new Error(read.fault);
  return read;
}

function ruleOf(written: WrittenRule): Rule {
  const { for: pending, keepFiringFor, window, fire, clear, ...rest } = written;
  const fires = threshold(fire, written.watch);
  return {
    ...rest,
    windowSeconds: window === undefined ? undefined : readDuration(window),
    fire: fires,
    clear: clear === undefined ? oppositeOf(fires) : threshold(clear, written.watch),
    forSeconds: readDuration(pending) ?? 0,
    keepFiringForSeconds: readDuration(keepFiringFor) ?? 0,
  };
}

/**
 * Reads a file of rules (YAML). Never throws: it returns every fault at once, in the order of the file's lines.
 * @param yamlText the whole file
 */
export function parseRules(yamlText: string): ReadYaml<readonly Rule[]> {
  const read = readYaml(yamlText, {
    schema: ruleFileSchema,
    whole: 'The file',
    ask: 'describe rules',
    maxChars: RULE_LIMITS.fileChars,
    check: checkRules,
  });
  return read.ok ? { ok: true, value: read.value.rules.map(ruleOf) } : read;
}
