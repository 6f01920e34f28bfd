import { setFlagsFromString } from 'node:v8';

/** An agent shares a cheap computer: a small young generation keeps it under 100 MB, for a little more work of the collector. */
for (const flag of ['--max-semi-space-size=2', '--semi-space-growth-factor=1', '--optimize-for-size'])
  setFlagsFromString(flag);
