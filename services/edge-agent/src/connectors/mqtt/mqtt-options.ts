import { loadRecordMapping } from '../../mapping/load-mapping.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { readSecret } from '../../read-secret.js';
import type { MqttSettings } from './mqtt-schema.js';

/** What an MQTT connector listens to, and how. */
export interface MqttOptions {
  readonly name: string;
  readonly url: string;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM */
  readonly ca?: string | undefined;
  readonly topics: readonly string[];
  readonly mapping: Mapping;
  readonly status?: { readonly topic: string; readonly offline: string } | undefined;
  /** Pause before a lost connection is opened again, milliseconds; default 2 s. */
  readonly reconnectMs?: number | undefined;
}

/** Reads the files that the settings name. @throws MappingError, AgentConfigError */
export function readMqttOptions({ passwordFile, caFile, mapping, ...settings }: MqttSettings): MqttOptions {
  return {
    ...settings,
    mapping: loadRecordMapping(mapping),
    password: passwordFile === undefined ? undefined : readSecret(passwordFile, 'password'),
    ca: caFile === undefined ? undefined : readSecret(caFile, 'certificate'),
  };
}
