import type { z } from 'zod';

/** A fault, and the path of the value that it is about. */
export interface PlacedFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

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
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
};

function nameOf(path: readonly PropertyKey[], whole: string): string {
  let name = '';
  for (const step of path)
    name += typeof step === 'number' ? `[${step + 1}]` : `${name === '' ? '' : '.'}${String(step)}`;
  return name === '' ? whole : name;
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

function describeWrongType(name: string, expected: string, value: unknown): string {
  const wanted = KINDS[expected] ?? expected;
  if (value === undefined) return `${name} is missing; add it: ${wanted}.`;
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `${name} is ${kindOf(value)} (${quoted(value)}); put it in quotes to make it a text.`;
  }
  return `${name} is ${kindOf(value)}; it has to be ${wanted}.`;
}

/**
 * Describes an issue of a zod schema in plain words, with how to fix it.
 * @param root the checked value; @param whole name of the whole at the start of a sentence: The description
 */
export function describeIssue(issue: z.core.$ZodIssue, root: unknown, whole: string): readonly PlacedFault[] {
  const { path } = issue;
  const name = nameOf(path, whole);
  const value = valueAt(root, path);
  const at = (message: string): readonly PlacedFault[] => [{ path, message }];
  switch (issue.code) {
    case 'invalid_type':
      return at(describeWrongType(name, issue.expected, value));
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
      return at(describeLimit(issue, name, value));
    default:
      return at(`${name} ${typeof value === 'object' ? '' : `(${quoted(value)}) `}${issue.message}.`);
  }
}

function describeLimit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, name: string, value: unknown): string {
  if (issue.message.startsWith('is ')) return `${name} ${issue.message}.`;
  const isSmall = issue.code === 'too_small';
  const limit = Number(isSmall ? issue.minimum : issue.maximum);
  const bound = `at ${isSmall ? 'least' : 'most'} ${limit}`;
  if (issue.origin === 'string' && isSmall) return `${name} is empty; write a value.`;
  if (issue.origin === 'string') return `${name} has ${String(value).length} characters; write ${bound}.`;
  if (issue.origin === 'array')
    return `${name} has ${Array.isArray(value) ? value.length : 0} entries; write ${bound}.`;
  return `${name} is ${quoted(value)}; it has to be ${bound}.`;
}
