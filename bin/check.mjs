#!/usr/bin/env node
// `npm test`: every check that this machine can run. What it cannot start it names as skipped; with CI=true a skip is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

const isCi = process.env['CI'] === 'true';
const only = process.argv.slice(2);
const failures = [];
/** The tests that failed, to be said again at the end: what came in between may be all that is read of a long run. */
const failedTests = [];
const totals = { passed: 0, failed: 0, skipped: 0 };

function step(name, script, args) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const path = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const done = spawnSync(nodeOf(), [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  process.stdout.write(
    `== ${name}: ${done.status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  if (done.status !== 0) failures.push(name);
}

function tests(project) {
  const report = `.cache/vitest-${project}.json`;
  rmSync(join(ROOT, report), { force: true });
  step(`tests: ${project}`, 'node_modules/vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(join(ROOT, report))) {
    failures.push(`${project}: no report was written`);
    return;
  }
  const found = JSON.parse(readFileSync(join(ROOT, report), 'utf8'));
  totals.passed += found.numPassedTests;
  totals.failed += found.numFailedTests;
  totals.skipped += found.numPendingTests + found.numTodoTests;
  for (const { name, message, assertionResults } of found.testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message !== '') failedTests.push(`${relative(ROOT, name)}: ${message}`);
    for (const { fullName, failureMessages } of failed)
      failedTests.push(`${relative(ROOT, name)}: ${fullName}\n${failureMessages.join('\n')}`);
  }
  const skipped = found.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
  );
  for (const { fullName } of skipped) process.stdout.write(`skipped: ${fullName}\n`);
  if (isCi && skipped.length > 0) failures.push(`${project}: ${skipped.length} skipped, which CI does not allow`);
}

try {
  await ensureInstalled('test');
  await ensureBuilt();
} catch (error) {
  process.stderr.write(`npm test: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const wanted = (name) => only.length === 0 || only.includes(name);
if (wanted('types')) {
  step('types of services and tests', 'node_modules/typescript/bin/tsc', ['--noEmit']);
  step('types of the dashboard', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'dashboard/tsconfig.json']);
}
if (wanted('lint'))
  step('lint and format', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']);
for (const project of ['unit', 'contract', 'integration', 'e2e', 'fault']) if (wanted(project)) tests(project);

process.stdout.write(`\ntests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
if (failures.length > 0) {
  for (const test of failedTests) process.stdout.write(`failed: ${test.slice(0, 2_000)}\n`);
  process.stdout.write(`FAILED: ${failures.join('; ')}\n`);
  process.exit(1);
}
process.stdout.write('All checks passed.\n');
