import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';
import { mappingFault } from '../mapping-settings.js';
import { addressFault } from './reading-settings.js';
import { restObject } from './rest-schema.js';

/** Settings of the REST poller in an agent's file. */
export const restSettings = (path: PathSchema) =>
  restObject(path)
    .superRefine((settings, context) => {
      for (const message of [addressFault(settings), mappingFault(settings)])
        if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .transform((settings) => {
      const open: ConfiguredConnector['open'] = async (parts) => {
        const { mappingOf } = await import('../mapping-of.js');
        const { RestConnector } = await import('./rest-connector.js');
        return new RestConnector({ settings, mapping: mappingOf(settings), ...parts });
      };
      const sample: ConfiguredConnector['sample'] = async (parts) => {
        const { mappingOf } = await import('../mapping-of.js');
        const { sampleList } = await import('./sample-list.js');
        return sampleList({ settings, mapping: mappingOf(settings), now: parts.now }, parts);
      };
      return { kind: settings.kind, name: settings.name, open, sample };
    });
