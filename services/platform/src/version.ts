import { readFileSync } from 'node:fs';

/** The package's file is four folders up from the sources, five from dist/. */
const PACKAGE = import.meta.url.includes('/dist/') ? '../../../../package.json' : '../../../package.json';

/** The version of this program, from its package.json. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL(PACKAGE, import.meta.url), 'utf8')) as { version: string }
).version;
