import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built screens, beside the built services. */
const FOLDER = fileURLToPath(new URL('../../../../dashboard', import.meta.url));

/** Where the screens are (no folder where none were built), and the name of their build: the time at which it was made. */
export const builtDashboard = (): { readonly staticFolder?: string; readonly buildId: string } =>
  existsSync(FOLDER)
    ? { staticFolder: FOLDER, buildId: String(statSync(`${FOLDER}/index.html`).mtimeMs) }
    : { buildId: randomUUID() };
