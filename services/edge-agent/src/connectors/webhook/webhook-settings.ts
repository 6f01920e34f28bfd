import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';
import { mappingFault } from '../mapping-settings.js';
import { addressFault } from '../rest/reading-settings.js';
import { type WebhookSettings, webhookObject } from './webhook-schema.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

function accessFault({ host, tls, signature, token }: WebhookSettings): string | undefined {
  if (signature !== undefined && token !== undefined) return 'state either signature or token';
  if (LOOPBACK.has(host)) return undefined;
  if (signature === undefined && token === undefined)
    return `anybody who reaches ${host} could send deliveries; add signature or token, or listen on 127.0.0.1`;
  if (token !== undefined && tls === undefined)
    return `the token could be read on the way to ${host}; add tls, or listen on 127.0.0.1 behind a proxy with https`;
  return undefined;
}

/** Settings of the webhook receiver in an agent's file. */
export const webhookSettings = (path: PathSchema) =>
  webhookObject(path)
    .superRefine((settings, context) => {
      const ofList = settings.list === undefined ? undefined : addressFault(settings.list);
      for (const message of [accessFault(settings), mappingFault(settings), ofList])
        if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .transform((settings) => {
      const open: ConfiguredConnector['open'] = async (parts) => {
        const { mappingOf } = await import('../mapping-of.js');
        const { WebhookConnector } = await import('./webhook-connector.js');
        const mapping = mappingOf(settings);
        const own = settings.list?.mapping;
        const listMapping = own === undefined ? mapping : mappingOf({ mapping: own });
        return new WebhookConnector({ settings, mapping, listMapping, ...parts });
      };
      return { kind: settings.kind, name: settings.name, open };
    });
