import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';
import { mqttSchema } from './mqtt-schema.js';

/** Settings of the MQTT connector in an agent's file. */
export const mqttSettings = (path: PathSchema) =>
  mqttSchema(path).transform((settings) => {
    const options = async () => (await import('./mqtt-options.js')).readMqttOptions(settings);
    const open: ConfiguredConnector['open'] = async (parts) => {
      const { MqttConnector } = await import('./mqtt-connector.js');
      return new MqttConnector(await options(), parts);
    };
    const sample: ConfiguredConnector['sample'] = async (parts) => {
      const { sampleMqtt } = await import('./sample-mqtt.js');
      return sampleMqtt(await options(), parts);
    };
    return { ...settings, open, sample };
  });
