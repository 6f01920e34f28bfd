/** A field of a JSON answer and its accepted values. */
export interface FieldMatch {
  readonly path: string;
  readonly values: readonly string[];
}

const PATH = /^[\w-]+(?:\.[\w-]+)*$/;

/** Parses `a.0.b=x|y`. Undefined when the text is not valid. */
export function readFieldMatch(text: string): FieldMatch | undefined {
  const at = text.indexOf('=');
  const path = text.slice(0, at).trim();
  if (at < 1 || !PATH.test(path)) return undefined;
  return {
    path,
    values: text
      .slice(at + 1)
      .split('|')
      .map((one) => one.trim()),
  };
}

/** The value at a path of a JSON value: keys and list indexes, separated by dots. Undefined when nothing is there. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

/** The value at a path as text. Undefined when nothing is there, or when it is a list or an object. */
export function fieldOf(value: unknown, path: string): string | undefined {
  const at = valueAt(value, path);
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined;
}

/** Whether the field of an answer has one of the accepted values. */
export function matches(value: unknown, { path, values }: FieldMatch): boolean {
  const found = fieldOf(value, path);
  return found !== undefined && values.includes(found);
}
