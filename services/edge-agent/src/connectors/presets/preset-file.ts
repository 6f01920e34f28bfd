import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { PRESETS, type PresetName } from './preset-names.js';

const settings = z.record(z.string(), z.unknown());

/** A preset's file: default settings of each kind of connector, and the mapping of the product's records. */
const presetFile = z.strictObject({
  /** Where its knowledge of the product comes from. */
  source: z.string(),
  /** Whether the product's times have no zone, so that the connector must state it. */
  needsTimeZone: z.boolean().default(false),
  rest: settings.optional(),
  webhook: settings.optional(),
  mapping: settings,
});

/** @throws Error when the preset's file is damaged */
export function readPreset(name: PresetName): z.output<typeof presetFile> {
  const path = fileURLToPath(new URL(`./${name}.yaml`, import.meta.url));
  return presetFile.parse(parse(readFileSync(path, 'utf8')));
}

/**
 * The settings of a connector in an agent's file with those of its preset as defaults; anything else is returned as it
 * is. A kind that the product has no preset for is reported.
 */
export function withPreset(given: unknown, context: z.RefinementCtx): unknown {
  if (typeof given !== 'object' || given === null || !('preset' in given) || !('kind' in given)) return given;
  const name = PRESETS.find((one) => one === given.preset);
  const { kind } = given;
  if (name === undefined || (kind !== 'rest' && kind !== 'webhook')) return given;
  const preset = readPreset(name);
  const defaults = preset[kind];
  if (defaults === undefined) {
    context.addIssue({ code: 'custom', path: ['preset'], message: `${name} has no preset for ${kind}` });
    return z.NEVER;
  }
  // The list that a webhook is compared with is that of the poller.
  const list = 'list' in given && preset.rest !== undefined ? { list: preset.rest } : {};
  return merged({ ...defaults, ...list }, given);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is given counts; objects within objects are merged, lists are not. */
function merged(defaults: Readonly<Record<string, unknown>>, given: object): Record<string, unknown> {
  const both: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const before = both[name];
    both[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return both;
}
