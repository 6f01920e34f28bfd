import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../_support/mnara.js';

const KEPT = readFileSync(join(ROOT, 'services/config-files/src/network/public-holidays.ts'), 'utf8');

test('the public holidays are those of the library', () => {
  const made = spawnSync(process.execPath, [join(ROOT, 'bin/holidays.mjs'), '--print'], { encoding: 'utf8' });
  expect(made.stderr).toBe('');
  expect(made.stdout).toBe(KEPT);
  // Control: a day that was changed by hand is seen.
  expect(made.stdout).not.toBe(KEPT.replace('12-12', '12-13'));
});
