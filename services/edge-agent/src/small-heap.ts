import { setFlagsFromString } from 'node:v8';

/**
 * An agent runs on a cheap computer with other programs: a small young generation keeps it under 100 MB, at the cost of
 * more garbage collections.
 */
for (const flag of ['--max-semi-space-size=2', '--semi-space-growth-factor=1', '--optimize-for-size'])
  setFlagsFromString(flag);
