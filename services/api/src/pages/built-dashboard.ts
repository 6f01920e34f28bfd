import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built dashboard, beside the built services. */
const FOLDER = fileURLToPath(new URL('../../../../dashboard', import.meta.url));

/**
 * Folder of the built dashboard (none when it was not built), and the id of its build: the time at which it was built.
 */
export const builtDashboard = (): { readonly staticFolder?: string; readonly buildId: string } =>
  existsSync(FOLDER)
    ? { staticFolder: FOLDER, buildId: String(statSync(`${FOLDER}/index.html`).mtimeMs) }
    : { buildId: randomUUID() };
