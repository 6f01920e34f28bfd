import { z } from 'zod';
import type { PathSchema } from './connector-kind.js';
import { PRESETS } from './presets/preset-names.js';

const names = z.record(z.string().min(1), z.string().min(1));

/** Where a connector has its mapping from: a file, or a preset and what is special in this network. */
export const mappingFields = (path: PathSchema) => ({
  mapping: path.optional(),
  /** The mapping and the address of a product. Its settings are the defaults of those of the connector. */
  preset: z.enum(PRESETS).optional(),
  /** Only with a preset: the zone of the product's clock, where its times have none. */
  timeZone: z.string().min(1).optional(),
  /** Only with a preset: service ids of the network by those of the product. */
  services: names.optional(),
  /** Only with a preset: desk ids of the network by those of the product. */
  desks: names.optional(),
});

export type MappingSettings = z.output<z.ZodObject<ReturnType<typeof mappingFields>>>;

/** What is wrong with these settings together; undefined when nothing is. */
export function mappingFault({ mapping, preset, timeZone, services, desks }: MappingSettings): string | undefined {
  if (mapping === undefined && preset === undefined) return 'name a mapping, or a preset';
  if (mapping !== undefined && [timeZone, services, desks].some((one) => one !== undefined))
    return 'timeZone, services and desks are for the mapping of a preset; with a mapping of your own, write them there';
  return undefined;
}
