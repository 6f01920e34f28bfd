import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../_support/mnara.js';

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const packageOf = (path: string): Package => JSON.parse(read(path)) as Package;
const ROOT_PACKAGE = packageOf('package.json');
const SCREENS = packageOf('dashboard/package.json');
const RUNS = Object.keys(ROOT_PACKAGE.dependencies ?? {});
/** Drivers that an installation adds when it needs them (decision 0139); an agent says so when one is missing. */
const ADDED = Object.keys(ROOT_PACKAGE.peerDependencies ?? {});
const BUILDS = [...Object.keys(ROOT_PACKAGE.optionalDependencies ?? {}), ...Object.keys(SCREENS.dependencies ?? {})];

/** Packages that a text imports when it runs; what is imported as a type is gone by then. */
function packagesOf(text: string): string[] {
  const found = [
    ...text.matchAll(/^(?:import|export) (?!type )(?:[^;'"]* from )?'([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ].map(([, name = '']) => name);
  return found
    .filter((name) => !/^[.#/]/.test(name) && !isBuiltin(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/** Imports below a folder that a start would not find, as "file: package". */
function missing(folder: string, installed: readonly string[]): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`)
    .flatMap((path) => packagesOf(read(path)).map((name) => ({ path, name })))
    .filter(({ name }) => !installed.includes(name))
    .map(({ path, name }) => `${path}: ${name}`);
}

test('services run with packages that an image has too', () => {
  expect(missing('services', [...RUNS, ...ADDED])).toEqual([]);
});

test('a start installs what the screens and the build need', () => {
  expect(missing('dashboard/src', [...RUNS, ...BUILDS])).toEqual([]);
  const build = ['dashboard/vite.config.ts', 'bin/transpile.mjs', 'bin/prepare.mjs', 'bin/launch.mjs', 'bin/mnara.mjs'];
  expect(build.flatMap((path) => packagesOf(read(path))).filter((name) => !BUILDS.includes(name))).toEqual([]);
});

test('control: a package that comes with the tests only is found', () => {
  expect(packagesOf("import { a,\n  b } from 'vitest/config';\nawait import('@axe-core/playwright');")).toEqual([
    'vitest',
    '@axe-core/playwright',
  ]);
  expect(
    packagesOf("import type { A } from 'vitest';\nimport './x.js';\nimport { readFileSync } from 'node:fs';"),
  ).toEqual([]);
  expect(missing('tests/_support', RUNS).map((one) => one.split(': ')[1])).toContain('playwright-core');
});
