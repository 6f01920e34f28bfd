import { z } from 'zod';
import type { PathSchema } from './connector-kind.js';
import { fileDropSettings } from './file-drop/file-drop-settings.js';
import { localHttpSettings } from './local-http/local-http-settings.js';
import { mqttSettings } from './mqtt/mqtt-settings.js';
import { withPreset } from './presets/preset-file.js';
import { restSettings } from './rest/rest-settings.js';
import { sqlSettings } from './sql/sql-settings.js';
import { webhookSettings } from './webhook/webhook-settings.js';

/** Every kind of connector that an agent's file may name; one line for each. */
export const connectorSchema = (path: PathSchema) =>
  z.preprocess(
    withPreset,
    z.discriminatedUnion('kind', [
      fileDropSettings(path),
      localHttpSettings(path),
      sqlSettings(path),
      mqttSettings(path),
      restSettings(path),
      webhookSettings(path),
    ]),
  );
