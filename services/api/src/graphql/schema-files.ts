import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders of the features. The build copies their .graphql files into dist/. */
const FOLDER = fileURLToPath(new URL('../', import.meta.url));

/** The whole schema in the schema definition language: the files of all features, sorted by name. */
export function readSchema(): string {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return files.map((name) => readFileSync(join(FOLDER, name), 'utf8')).join('\n');
}
