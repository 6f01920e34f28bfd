import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { NETWORK_LIMITS, type NetworkDescription, networkSchema } from './network.js';
import { checkReferences, type PlacedFault } from './references.js';

/** One thing that is wrong: where (1-based), and a sentence that says the mend. */
export interface NetworkFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedNetwork =
  | { readonly ok: true; readonly network: NetworkDescription }
  | { readonly ok: false; readonly faults: readonly NetworkFault[] };

/** More than this many faults are not listed; the last one says how many there were. */
const MOST_FAULTS = 200;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two',
  object: 'a block of keys',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
};

function nameOf(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path)
    name += typeof step === 'number' ? `[${step + 1}]` : `${name === '' ? '' : '.'}${String(step)}`;
  return name === '' ? 'The description' : name;
}

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    return (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }, root);

const quoted = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

function sayWrongType(name: string, expected: string, value: unknown): string {
  const wanted = KINDS[expected] ?? expected;
  if (value === undefined) return `${name} is missing; add it: ${wanted}.`;
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `${name} is ${kindOf(value)} (${quoted(value)}); put it in quotes to make it a text.`;
  }
  return `${name} is ${kindOf(value)}; it has to be ${wanted}.`;
}

function sayIssue(issue: z.core.$ZodIssue, root: unknown): readonly PlacedFault[] {
  const { path } = issue;
  const name = nameOf(path);
  const value = valueAt(root, path);
  const at = (message: string): readonly PlacedFault[] => [{ path, message }];
  switch (issue.code) {
    case 'invalid_type':
      return at(sayWrongType(name, issue.expected, value));
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `${name} has no key ${quoted(key)}; correct its name or remove it.`,
      }));
    case 'invalid_value':
      if (value === undefined) return at(`${name} is missing; add it: ${issue.values.join(' or ')}.`);
      return at(`${name} is ${quoted(value)}; it has to be ${issue.values.join(' or ')}.`);
    case 'too_small':
    case 'too_big':
      return at(sayLimit(issue, name, value));
    default:
      return at(`${name} ${typeof value === 'object' ? '' : `(${quoted(value)}) `}${issue.message}.`);
  }
}

function sayLimit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, name: string, value: unknown): string {
  if (issue.message.startsWith('is ')) return `${name} ${issue.message}.`;
  const isSmall = issue.code === 'too_small';
  const limit = Number(isSmall ? issue.minimum : issue.maximum);
  const bound = `at ${isSmall ? 'least' : 'most'} ${limit}`;
  if (issue.origin === 'string' && isSmall) return `${name} is empty; write it.`;
  if (issue.origin === 'string') return `${name} has ${String(value).length} characters; write ${bound}.`;
  if (issue.origin === 'array')
    return `${name} has ${Array.isArray(value) ? value.length : 0} entries; write ${bound}.`;
  return `${name} is ${quoted(value)}; it has to be ${bound}.`;
}

/** Offset of the value at a path; of its key, or of the nearest block around it, where there is no value. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const steps = path.slice(0, length);
    const holder = steps.length === 0 ? undefined : document.getIn(steps.slice(0, -1), true);
    const last = steps.at(-1);
    if (isMap(holder) && length === path.length) {
      const pair = holder.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === last);
      if (pair !== undefined && isNode(pair.value) === false && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
      if (pair !== undefined && isNode(pair.key) && isScalar(pair.value) && pair.value.value === null)
        return pair.key.range?.[0] ?? 0;
    }
    const node = steps.length === 0 ? document.contents : document.getIn(steps, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function toFaults(faults: readonly (NetworkFault & { readonly offset?: number })[]): ParsedNetwork {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const shown = sorted.slice(0, MOST_FAULTS);
  const last = shown.at(-1);
  if (sorted.length > MOST_FAULTS && last !== undefined) {
    const message = `There are ${sorted.length - MOST_FAULTS} more faults; mend these first.`;
    shown.push({ line: last.line, column: last.column, message });
  }
  return { ok: false, faults: shown };
}

const whole = (message: string): ParsedNetwork => ({ ok: false, faults: [{ line: 1, column: 1, message }] });

function readYaml(text: string, lines: LineCounter): Document | ParsedNetwork {
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const [document] = documents;
  if (document === undefined || !('contents' in document)) return whole('The file is empty; describe a network in it.');
  if (documents.length > 1)
    return whole(`The file holds ${documents.length} documents; write one, without --- between.`);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length === 0) return document;
  return toFaults(
    problems.map((problem) => {
      const { line, col } = lines.linePos(problem.pos[0]);
      return { line, column: col, message: `This is not proper YAML: ${problem.message.replace(/\.?$/, '.')}` };
    }),
  );
}

/**
 * Reads the description of a network (YAML). Never throws: every fault comes back at once, in the order of the file's lines.
 * @param yamlText the whole file
 */
export function parseNetwork(yamlText: string): ParsedNetwork {
  if (yamlText.length > NETWORK_LIMITS.fileBytes) {
    return whole(`The file has ${yamlText.length} characters; write at most ${NETWORK_LIMITS.fileBytes}.`);
  }
  const lines = new LineCounter();
  let document: Document | ParsedNetwork;
  let root: unknown;
  try {
    document = readYaml(yamlText, lines);
    if ('ok' in document) return document;
    root = document.toJS({ maxAliasCount: 50_000 });
  } catch (error) {
    const why =
      error instanceof RangeError ? 'it is nested too deeply' : String(error instanceof Error ? error.message : error);
    return whole(`The file cannot be read: ${why}.`);
  }
  const checked = networkSchema.safeParse(root);
  const shape = checked.success ? [] : checked.error.issues.flatMap((issue) => sayIssue(issue, root));
  const placed = [...shape, ...checkReferences(root)];
  if (checked.success && placed.length === 0) return { ok: true, network: checked.data };
  const { contents } = document;
  if (contents === null) return whole('The file is empty; describe a network in it.');
  const yaml = document;
  return toFaults(
    placed.map(({ path, message }) => {
      const { line, col } = lines.linePos(offsetOf(yaml, path));
      return { line, column: col, message };
    }),
  );
}
