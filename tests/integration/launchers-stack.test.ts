import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { kafkaMissing } from '../_support/kafka-server.js';
import { launch, takePort } from '../_support/launcher.js';
import { timescaleMissing } from '../_support/timescale-server.js';

const missing = kafkaMissing ?? timescaleMissing;

describe.skipIf(missing !== undefined)(
  `a stack by its launcher (skipped where it cannot run: ${missing ?? 'it can'})`,
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await temporaryFolder('mnara-launchers-');
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test.each<readonly [name: string, command: readonly string[], outcome: number | NodeJS.Signals]>([
      ['npm', ['npm', 'run', 'mnara', '--', 'stack', 'up', '--stay'], 0],
      ['npx', ['npx', 'mnara', 'stack', 'up', '--stay'], 'SIGTERM'],
    ])('%s takes the whole stack down when it gets SIGTERM', async (name, command, outcome) => {
      const given = { MNARA_DATA: join(folder, name), npm_config_cache: join(folder, 'npm') };
      const launched = launch(command, given);
      const url = await launched.untilSaid(/Mnara is live at (\S+)/);
      launched.signal('SIGTERM');
      expect(await launched.ended(), launched.said()).toBe(outcome);
      await launched.untilNothingIsLeft();
      await takePort(url);
      for (const claim of ['credential.json', 'stack/state.json'])
        expect(existsSync(join(given.MNARA_DATA, claim)), claim).toBe(false);
    });
  },
);
