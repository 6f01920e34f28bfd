// Writes .env.example from the schema of the embedded shape. After a build: node infra/write-env-example.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envExample } from '#platform/config/env-example.js';
import { ENV_EXAMPLE_HEADING, environmentSchema } from '#standalone/environment.js';

writeFileSync(
  fileURLToPath(new URL('../.env.example', import.meta.url)),
  envExample(ENV_EXAMPLE_HEADING, environmentSchema),
);
