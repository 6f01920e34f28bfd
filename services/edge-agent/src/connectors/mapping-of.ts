import { AgentConfigError } from '../agent-config-error.js';
import { loadRecordMapping } from '../mapping/load-mapping.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { MappingSettings } from './mapping-settings.js';
import { presetMapping } from './presets/preset-mapping.js';

/**
 * The mapping of a connector.
 * @throws MappingError, AgentConfigError when the preset needs a setting that is missing
 */
export function mappingOf(settings: MappingSettings): Mapping {
  if (settings.mapping !== undefined) return loadRecordMapping(settings.mapping);
  if (settings.preset === undefined) throw new AgentConfigError('A connector has neither a mapping nor a preset.');
  return presetMapping(settings.preset, settings);
}
