import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const graphql = fileURLToPath(import.meta.resolve('graphql'));

/** The longest files, which start first, so that at the end none of them runs alone. */
const LONGEST = [
  'tests/fault/stack-faults.test.ts',
  'tests/contract/cli-report.test.ts',
  'tests/contract/coarse-rollups.test.ts',
  'tests/contract/migrations.test.ts',
  'tests/integration/stack-command.test.ts',
  'tests/integration/launchers.test.ts',
  'tests/integration/processor-scaling.test.ts',
].map((path) => {
  const file = fileURLToPath(new URL(path, import.meta.url));
  if (!existsSync(file)) throw new Error(`There is no ${path}, which vitest.config.ts names as one of the longest.`);
  return file;
});

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      LONGEST.includes(moduleId) ? LONGEST.indexOf(moduleId) : LONGEST.length;
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Quick tests, as many files at once as there are cores. */
const quick = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

/**
 * Tests with real servers: two files at a time, each with servers and ports of its own (decision 0116).
 * @param env variables of the tests
 */
const slow = (name: string, testTimeout: number, env: Record<string, string>) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
    env,
  },
});

/** Only a crash of the whole machine loses what was not synced to the disk; fault tests sync as a real server does. */
const NO_FSYNC = { MNARA_TEST_FSYNC: 'off' };

export default defineConfig({
  resolve: {
    conditions: ['mnara-source', 'module', 'node', 'development|production'],
    alias: [{ find: /^graphql$/, replacement: graphql }],
  },
  ssr: { resolve: { conditions: ['mnara-source', 'module', 'node', 'development|production'] } },
  oxc: { decorator: { legacy: true } },
  test: {
    retry: 0,
    pool: 'forks',
    server: { deps: { inline: [/@nestjs\/graphql/, /@nestjs\/apollo/] } },
    // Time-outs end what never comes; they are far above what a slow machine with busy cores needs.
    sequence: { sequencer: LongestFirst },
    projects: [
      quick('unit', ['services/**/*.test.ts', 'dashboard/src/**/*.test.ts?(x)'], 60_000),
      slow('contract', 180_000, NO_FSYNC),
      slow('integration', 300_000, NO_FSYNC),
      slow('e2e', 300_000, NO_FSYNC),
      slow('fault', 600_000, {}),
    ],
  },
});
