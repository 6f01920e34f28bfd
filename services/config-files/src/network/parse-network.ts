import { readYaml, type YamlFault } from '../yaml/read-yaml.js';
import { withHolidays } from './holidays.js';
import { NETWORK_LIMITS, type NetworkDescription, networkSchema } from './network.js';
import { checkReferences } from './references.js';

/** One fault of a description. */
export type NetworkFault = YamlFault;

export type ParsedNetwork =
  | { readonly ok: true; readonly network: NetworkDescription }
  | { readonly ok: false; readonly faults: readonly NetworkFault[] };

/**
 * Reads the description of a network (YAML). Never throws: it returns every fault at once, in the order of the file's
 * lines.
 * @param yamlText the whole file
 */
export function parseNetwork(yamlText: string): ParsedNetwork {
  const read = readYaml(yamlText, {
    schema: networkSchema,
    whole: 'The description',
    ask: 'describe a network',
    maxChars: NETWORK_LIMITS.fileBytes,
    check: checkReferences,
  });
  return read.ok ? { ok: true, network: withHolidays(read.value) } : read;
}
