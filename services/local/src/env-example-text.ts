import { z } from 'zod';
import { alertingSchema } from '#alerting/environment.js';
import { apiSchema } from '#api/environment.js';
import { gatewaySchema } from '#gateway/environment.js';
import { envExample } from '#platform/config/env-example.js';
import type { ConfigSchema } from '#platform/config/read-config.js';
import { processorSchema } from '#stream-processor/environment.js';
import { ENV_EXAMPLE_HEADING, environmentSchema } from './environment.js';

const SECTIONS: readonly (readonly [heading: string, schema: ConfigSchema])[] = [
  [ENV_EXAMPLE_HEADING, environmentSchema],
  [
    'Variables of `mnara gateway`. Each service that runs as a separate process also needs DATABASE_URL and KAFKA_BROKERS (above).',
    gatewaySchema,
  ],
  ['Variables of `mnara processor`, in addition to those above.', processorSchema],
  ['Variables of `mnara alerting`, in addition to those above.', alertingSchema],
  ['Variables of `mnara api`, in addition to those above.', apiSchema],
];

/** The text of .env.example: the variables of the embedded shape and of each service, each variable once. */
export function envExampleText(): string {
  const written = new Set<string>();
  return SECTIONS.map(([heading, { shape }]) => {
    const fresh = Object.entries(shape).filter(([name]) => !written.has(name));
    for (const [name] of fresh) written.add(name);
    return envExample(heading, z.object(Object.fromEntries(fresh)));
  }).join('\n');
}
