import { parseArgs } from 'node:util';

/** Numeric options of a benchmark with their defaults, and the data folder of a system that runs already. @throws on an unknown one */
export function readOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> & { readonly data: string | undefined } {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: Object.fromEntries(['data', ...names].map((name) => [name, { type: 'string' as const }])),
  });
  const numbers = Object.fromEntries(names.map((name) => [name, Number(values[name] ?? defaults[name])]));
  const wrong = names.find((name) => !Number.isFinite(numbers[name]));
  if (wrong !== undefined) throw new Error(`--${wrong} ${String(values[wrong])} is not a number.`);
  return { ...(numbers as Record<Name, number>), data: values['data'] as string | undefined };
}
