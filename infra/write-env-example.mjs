// Writes .env.example from the schemas of the embedded shape and of each service. After a build: node
// infra/write-env-example.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envExampleText } from '#local/env-example-text.js';

writeFileSync(fileURLToPath(new URL('../.env.example', import.meta.url)), envExampleText());
