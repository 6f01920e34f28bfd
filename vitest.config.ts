import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const graphql = fileURLToPath(import.meta.resolve('graphql'));

const project = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout, fileParallelism: name === 'unit' },
});

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
    projects: [
      project('unit', ['services/**/*.test.ts', 'dashboard/src/**/*.test.ts?(x)'], 60_000),
      project('contract', ['tests/contract/**/*.test.ts'], 180_000),
      project('integration', ['tests/integration/**/*.test.ts'], 300_000),
      project('e2e', ['tests/e2e/**/*.test.ts'], 300_000),
      project('fault', ['tests/fault/**/*.test.ts'], 600_000),
    ],
  },
});
