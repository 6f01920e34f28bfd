import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is known about a variable besides its type. */
export interface Setting {
  /** A description for the operator: what the variable does, its unit, and what happens without it. */
  readonly says: string;
  /** An example value; absent where there is no good example. */
  readonly example?: string;
  /** Can come from a file that NAME_FILE names; never shown in a message. */
  readonly isSecret?: boolean;
  /** A publicly known example value; rejected unless `allowKnownSecrets` is set. */
  readonly knownValue?: string;
  /** Used between parts of the program; left out of .env.example. */
  readonly isInternal?: boolean;
}

/** Settings of the variables' schemas. */
export const settings = z.registry<Setting>();

/** The variables of an app: each key of the object is the name of a variable. */
export type ConfigSchema = z.ZodObject<Record<string, z.ZodType>>;

/** One or more variables cannot be used. The message lists all of them and says how to fix each one. */
export class ConfigError extends Error {
  readonly code = 'config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const heading = faults.length === 1 ? 'One setting is wrong:' : `${faults.length} settings are wrong:`;
    super(`${heading}\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** How strictly the variables are read. */
export interface ReadOptions {
  /** Whether publicly known example secrets are accepted. Only for use on a developer's own machine. */
  readonly allowKnownSecrets: boolean;
}

/** The environment of a process: its variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable with an empty value counts as not set. */
const nonEmpty = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text.trim();

function textOf(name: string, setting: Setting | undefined, env: Environment, faults: string[]): string | undefined {
  const direct = nonEmpty(env[name]);
  const path = setting?.isSecret === true ? nonEmpty(env[`${name}_FILE`]) : undefined;
  if (path === undefined) return direct;
  if (direct !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set; leave one of them out.`);
    return undefined;
  }
  try {
    const text = nonEmpty(readFileSync(path, 'utf8'));
    if (text === undefined) faults.push(`${name}_FILE names ${path}, which is empty; write the secret into it.`);
    return text;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    faults.push(
      `${name}_FILE names ${path}, which cannot be read (${why}); correct the path or the file's permissions.`,
    );
    return undefined;
  }
}

/**
 * Reads the variables of an app. Secrets may come from files (NAME_FILE). Reports every fault at once.
 * @throws ConfigError
 */
export function readConfig<Schema extends ConfigSchema>(
  schema: Schema,
  env: Environment,
  { allowKnownSecrets }: ReadOptions,
): z.output<Schema> {
  const faults: string[] = [];
  const texts: Record<string, string> = {};
  for (const [name, variable] of Object.entries(schema.shape)) {
    const setting = settings.get(variable);
    const faultsBefore = faults.length;
    const text = textOf(name, setting, env, faults);
    if (text !== undefined && text === setting?.knownValue && !allowKnownSecrets)
      faults.push(`${name} is the publicly known example value; set your own secret, preferably with ${name}_FILE.`);
    else if (faults.length === faultsBefore) faults.push(...faultsOf(name, variable, setting, text));
    if (text !== undefined) texts[name] = text;
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return schema.parse(texts);
}

function faultsOf(name: string, variable: z.ZodType, setting: Setting | undefined, text: string | undefined): string[] {
  const read = variable.safeParse(text);
  if (read.success) return [];
  if (text === undefined)
    return [`${name} is not set; ${setting?.isSecret === true ? `set it or ${name}_FILE` : 'set it'}.`];
  const shown = setting?.isSecret === true ? 'the value given' : `"${text}"`;
  return read.error.issues.map(({ message }) => `${name}: ${shown} cannot be used: ${message}.`);
}

/**
 * Converts a variable's text to a value. When `read` gives undefined, the text is rejected with the message `howToFix`.
 */
export const readWith =
  <Read>(read: (text: string) => Read | undefined, howToFix: string) =>
  (text: string, context: z.RefinementCtx): Read => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: howToFix });
    return z.NEVER;
  };
