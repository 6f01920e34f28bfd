import { stringify } from 'yaml';
import { AgentConfigError } from '../../agent-config-error.js';
import { loadMapping } from '../../mapping/load-mapping.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { readPreset } from './preset-file.js';
import type { PresetName } from './preset-names.js';

/** What may be stated beside a preset. */
export interface PresetValues {
  readonly timeZone?: string | undefined;
  readonly services?: Readonly<Record<string, string>> | undefined;
  readonly desks?: Readonly<Record<string, string>> | undefined;
}

/**
 * The mapping of a preset, with the network's own names.
 * @throws AgentConfigError when the zone of the product's clock is missing
 */
export function presetMapping(name: PresetName, { timeZone, services, desks }: PresetValues): Mapping {
  const preset = readPreset(name);
  if (preset.needsTimeZone && timeZone === undefined)
    throw new AgentConfigError(
      `The times of ${name} have no zone; write timeZone beside the preset, such as timeZone: America/Sao_Paulo.`,
    );
  const mapping = loadMapping(stringify(preset.mapping), `of the preset ${name}`);
  const named = { service: services, desk: desks };
  const texts = Object.entries(mapping.texts).map(([text, expr]) => {
    const map = named[text as keyof typeof named];
    return [text, map === undefined || typeof expr === 'string' ? expr : { ...expr, map }] as const;
  });
  const input = { ...mapping.input, format: 'record' as const, timeZone: timeZone ?? mapping.input.timeZone };
  return { ...mapping, input, texts: Object.fromEntries(texts) };
}
