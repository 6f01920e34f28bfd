import { z } from 'zod';
import { readSecret } from '../../read-secret.js';
import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';

/** Settings of the local HTTP connector in an agent's file. */
export const localHttpSettings = (path: PathSchema) =>
  z
    .strictObject({
      kind: z.literal('local-http'),
      port: z.int().min(0).max(65_535),
      tokenFile: path.optional(),
    })
    .transform((settings) => {
      const { port, tokenFile } = settings;
      const open: ConfiguredConnector['open'] = async () => {
        const { LocalHttpConnector } = await import('./local-http-connector.js');
        return new LocalHttpConnector({
          port,
          token: tokenFile === undefined ? undefined : readSecret(tokenFile, 'token'),
        });
      };
      return { ...settings, open };
    });
