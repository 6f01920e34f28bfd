import { parseArgs } from 'node:util';

/**
 * The shapes that a benchmark runs on: everything in one process, or a process for each part over Kafka and
 * TimescaleDB.
 */
const SHAPES = ['embedded', 'stack'] as const;
export type ShapeName = (typeof SHAPES)[number];

interface Named {
  /** Data folder of a system that is already running. */
  readonly data: string | undefined;
  readonly shape: ShapeName;
}

/**
 * Numeric options of a benchmark with their defaults, the shape, and the data folder of a running system. @throws on an
 * unknown option
 */
export function readOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> & Named {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: Object.fromEntries(['data', 'shape', ...names].map((name) => [name, { type: 'string' as const }])),
  });
  const numbers = Object.fromEntries(names.map((name) => [name, Number(values[name] ?? defaults[name])]));
  const wrong = names.find((name) => !Number.isFinite(numbers[name]));
  if (wrong !== undefined) throw new Error(`--${wrong} ${String(values[wrong])} is not a number.`);
  const shape = SHAPES.find((name) => name === (values['shape'] ?? 'embedded'));
  if (shape === undefined)
    throw new Error(`--shape ${String(values['shape'])} is not a known shape; give ${SHAPES.join(' or ')}.`);
  return { ...(numbers as Record<Name, number>), data: values['data'] as string | undefined, shape };
}
