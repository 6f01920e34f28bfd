import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is known of a variable beside its type. */
export interface Setting {
  /** One sentence for whoever runs the program: what it does, its unit, what happens without it. */
  readonly says: string;
  /** As it would be written in a file of variables; left out where there is no good example. */
  readonly example?: string;
  /** May come from a file that NAME_FILE names; never shown in a message. */
  readonly isSecret?: boolean;
  /** A value that everybody knows; refused where `allowKnownSecrets` is not set. */
  readonly knownValue?: string;
  /** Between parts of the program; left out of what is written for people. */
  readonly isInternal?: boolean;
}

/** Settings of the variables' schemas. */
export const settings = z.registry<Setting>();

/** Variables of an app: each key of the object is the name of a variable. */
export type ConfigSchema = z.ZodObject<Record<string, z.ZodType>>;

/** One or more variables cannot be used; the message lists all of them with the mend. */
export class ConfigError extends Error {
  readonly code = 'config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const heading = faults.length === 1 ? 'One setting is wrong:' : `${faults.length} settings are wrong:`;
    super(`${heading}\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** How strict the reading is. */
export interface ReadOptions {
  /** Whether secrets that everybody knows may be used: on a machine of one's own only. */
  readonly allowKnownSecrets: boolean;
}

/** Environment of a process: its variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to nothing counts as not set, as in a file of variables with an empty line for it. */
const stated = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text.trim();

function textOf(name: string, setting: Setting | undefined, env: Environment, faults: string[]): string | undefined {
  const direct = stated(env[name]);
  const path = setting?.isSecret === true ? stated(env[`${name}_FILE`]) : undefined;
  if (path === undefined) return direct;
  if (direct !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set; leave one of them out.`);
    return undefined;
  }
  try {
    const text = stated(readFileSync(path, 'utf8'));
    if (text === undefined) faults.push(`${name}_FILE names ${path}, which is empty; write the secret into it.`);
    return text;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    faults.push(`${name}_FILE names ${path}, which cannot be read (${why}); mend the path or the file's rights.`);
    return undefined;
  }
}

/**
 * Reads an app's variables. Secrets may come from files (NAME_FILE). Says everything that is wrong at once.
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
      faults.push(`${name} is the value that everybody knows; set a secret of your own, at best with ${name}_FILE.`);
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

/** Turns a variable's text into a value; a text that cannot be read is refused with the way to fix it. */
export const readWith =
  <Read>(read: (text: string) => Read | undefined, mend: string) =>
  (text: string, context: z.RefinementCtx): Read => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: mend });
    return z.NEVER;
  };
