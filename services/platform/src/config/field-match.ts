/** A field of a JSON answer and the values that it must have one of. */
export interface FieldMatch {
  readonly path: string;
  readonly values: readonly string[];
}

const PATH = /^[\w-]+(?:\.[\w-]+)*$/;

/** Reads `a.0.b=x|y`. Undefined: it cannot be read. */
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

/** What stands at a path of a JSON value: keys and places in lists, with dots. Undefined: nothing. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

/** The same as text. Undefined: nothing, or no single value. */
export function fieldOf(value: unknown, path: string): string | undefined {
  const at = valueAt(value, path);
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined;
}

/** Whether an answer says it. */
export function matches(value: unknown, { path, values }: FieldMatch): boolean {
  const found = fieldOf(value, path);
  return found !== undefined && values.includes(found);
}
