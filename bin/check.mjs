#!/usr/bin/env node
// `npm test`: runs every check that this machine can run. It lists checks that cannot start as skipped; with CI=true a
// skip is a failure.
// Quick checks (types, lint, unused exports, unit tests) run at the same time as the slow suites, of which two files run
// at a time (decision 0116): most of them wait for servers.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

const isCi = process.env['CI'] === 'true';
const only = process.argv.slice(2);
const failures = [];
/** The failed tests, listed again at the end, because of a long run often only the last lines are read. */
const failedTests = [];
const totals = { passed: 0, failed: 0, skipped: 0 };

const VITEST = 'node_modules/vitest/vitest.mjs';
const TSC = 'node_modules/typescript/bin/tsc';
const CHECKS = {
  types: [
    ['types of services and tests', TSC, ['--noEmit']],
    ['types of the dashboard', TSC, ['--noEmit', '-p', 'dashboard/tsconfig.json']],
  ],
  lint: [
    ['lint and format', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']],
    ['unused files, exports and packages', 'node_modules/knip/bin/knip.js', ['--no-progress']],
  ],
};
const QUICK_SUITES = ['unit'];
const SLOW_SUITES = ['contract', 'integration', 'e2e', 'fault'];

/**
 * Runs one program of a check.
 * @param isQuiet holds back the output until the program ends, so that the lines of two lanes do not mix
 */
function step(name, script, args, isQuiet) {
  const started = Date.now();
  const path = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  if (!isQuiet) process.stdout.write(`\n== ${name}\n`);
  const child = spawn(nodeOf(), [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, PATH: path },
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      if (isQuiet) process.stdout.write(`\n== ${name}\n${Buffer.concat(output).toString()}`);
      process.stdout.write(`== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
      if (code !== 0) failures.push(name);
      resolve();
    });
  });
}

async function suites(projects, isQuiet) {
  const name = projects.join(', ');
  const report = `.cache/vitest-${projects.join('-')}.json`;
  rmSync(join(ROOT, report), { force: true });
  const args = ['run', ...projects.map((project) => `--project=${project}`), '--reporter=default', '--reporter=json'];
  await step(`tests: ${name}`, VITEST, [...args, `--outputFile.json=${report}`], isQuiet);
  if (!existsSync(join(ROOT, report))) failures.push(`${name}: no report was written`);
  else count(name, JSON.parse(readFileSync(join(ROOT, report), 'utf8')));
}

function count(name, found) {
  totals.passed += found.numPassedTests;
  totals.failed += found.numFailedTests;
  totals.skipped += found.numPendingTests + found.numTodoTests;
  for (const { name: file, message, assertionResults } of found.testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message !== '') failedTests.push(`${relative(ROOT, file)}: ${message}`);
    for (const { fullName, failureMessages } of failed)
      failedTests.push(`${relative(ROOT, file)}: ${fullName}\n${failureMessages.join('\n')}`);
  }
  const skipped = found.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
  );
  for (const { fullName } of skipped) process.stdout.write(`skipped: ${fullName}\n`);
  if (isCi && skipped.length > 0) failures.push(`${name}: ${skipped.length} skipped, which CI does not allow`);
}

const isWanted = (name) => only.length === 0 || only.includes(name);

async function quickLane(isQuiet) {
  for (const [check, steps] of Object.entries(CHECKS))
    if (isWanted(check)) for (const [name, script, args] of steps) await step(name, script, args, isQuiet);
  for (const project of QUICK_SUITES) if (isWanted(project)) await suites([project], isQuiet);
}

async function slowLane() {
  const wanted = SLOW_SUITES.filter(isWanted);
  if (wanted.length === 0) return;
  // Before the tests, because two files would download the same at the same time.
  await step('programs for tests with real servers', 'bin/fetch-programs.mjs', [], false);
  await suites(wanted, false);
}

try {
  await ensureInstalled('test');
  await ensureBuilt();
} catch (error) {
  process.stderr.write(`npm test: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const unknown = only.filter((name) => ![...Object.keys(CHECKS), ...QUICK_SUITES, ...SLOW_SUITES].includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `npm test: there is no check "${unknown[0]}"; name types, lint, unit, contract, integration, e2e or fault.\n`,
  );
  process.exit(2);
}
mkdirSync(join(ROOT, '.cache'), { recursive: true });
await Promise.all([quickLane(SLOW_SUITES.some(isWanted)), slowLane()]);

process.stdout.write(`\ntests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
if (failures.length > 0) {
  for (const test of failedTests) process.stdout.write(`failed: ${test.slice(0, 2_000)}\n`);
  process.stdout.write(`FAILED: ${failures.join('; ')}\n`);
  process.exit(1);
}
process.stdout.write('All checks passed.\n');
