import { z } from 'zod';
import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';

/** Settings of the file drop in an agent's file. */
export const fileDropSettings = (path: PathSchema) =>
  z
    .strictObject({
      kind: z.literal('file-drop'),
      /** Folder into which the queue system writes its files. */
      folder: path,
      /** Path of the mapping file. */
      mapping: path,
      /** Whether the folders in the folder are read too. */
      recursive: z.boolean().default(false),
      settleSeconds: z.number().min(0).max(3600).default(2),
    })
    .transform((settings) => {
      const open: ConfiguredConnector['open'] = async ({ secret, log }) => {
        const { loadMappingFile } = await import('../../mapping/load-mapping.js');
        const { FileDropConnector } = await import('./file-drop-connector.js');
        return new FileDropConnector({
          folder: settings.folder,
          recursive: settings.recursive,
          mapping: loadMappingFile(settings.mapping),
          secret,
          log,
          settleMs: settings.settleSeconds * 1000,
        });
      };
      const sample: ConfiguredConnector['sample'] = async (parts) => {
        const { loadMappingFile } = await import('../../mapping/load-mapping.js');
        const { sampleFile } = await import('./sample-file.js');
        return sampleFile(settings.folder, settings.recursive, loadMappingFile(settings.mapping), parts);
      };
      return { ...settings, open, sample };
    });
