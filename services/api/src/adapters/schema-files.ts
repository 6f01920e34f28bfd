import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the schema, from the sources as from dist/ (the compiler copies no .graphql files). */
const FOLDER = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/') ? '../../../../../services/api/src/schema/' : '../schema/',
    import.meta.url,
  ),
);

/** The whole schema in the schema definition language. */
export function readSchema(): string {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return files.map((name) => readFileSync(`${FOLDER}${name}`, 'utf8')).join('\n');
}
