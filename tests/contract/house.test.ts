import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files of the project: tracked, or new and not ignored. */
const FILES: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

const isGenerated = (path: string): boolean => /\/(gen|gql)\//.test(path);
const isCode = (path: string): boolean => /\.(tsx?|mjs|cjs)$/.test(path) && !isGenerated(path);
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Rules as functions of a file, so that the controls can show that they find something. */
const RULES: Readonly<Record<string, (path: string, text: string) => string | undefined>> = {
  'a file has at most 400 lines': (path, text) => {
    const lines = text.split('\n').length - 1;
    const counts = isCode(path) && /^(services|dashboard\/src|tests|bin)\//.test(path);
    return counts && lines > 400 ? `${lines} lines; split it` : undefined;
  },
  'types are not switched off': (path, text) => {
    if (!isCode(path) || !/^(services|dashboard)\//.test(path)) return undefined;
    const code = text.replaceAll(/'[^'\n]*'|`[^`]*`|\/\*[\s\S]*?\*\/|\/\/(?! @ts-).*/g, '');
    return /(?::|=|\bas|<|\|)\s*any\b(?!\()|\bany\[\]|@ts-(?:ignore|nocheck|expect-error)/.exec(code)?.[0];
  },
  'folders are named after what is in them': (path) => /(?:^|\/)(?:utils?|common|shared|helpers?)\//.exec(path)?.[0],
  'files are in kebab case': (path) =>
    /^(services|dashboard\/src|tests)\/.*\.tsx?$/.test(path) &&
    !isGenerated(path) &&
    /[A-Z_]/.test(path.replace('tests/_support/', ''))
      ? 'rename it'
      : undefined,
  'no address of a package registry': (path, text) => {
    const hosts = [
      'npmjs.org',
      'npmjs.com',
      'yarnpkg.com',
      'jsr.io',
      'pypi.org',
      'crates.io',
      'maven.org',
      'rubygems.org',
    ];
    const found = hosts.find(
      (host) => text.includes(`registry.${host}`) || text.includes(`//${host}`) || text.includes(`repo1.${host}`),
    );
    const locked = path.endsWith('package-lock.json') && /"resolved":\s*"https?:/.test(text);
    return locked ? '"resolved" with an address; install with omit-lockfile-registry-resolved' : found;
  },
};

/** Text files only: pictures and the proto baseline hold no words. */
const isText = (path: string): boolean => !/\.(png|jpe?g|ico|woff2?|binpb|gz)$/.test(path);

test.each(Object.keys(RULES))('%s', (name) => {
  expect(FILES.length).toBeGreaterThan(200);
  const rule = RULES[name];
  const found = FILES.filter(isText).flatMap((path) => {
    const wrong = rule?.(path, read(path));
    return wrong === undefined ? [] : [`${path}: ${wrong}`];
  });
  expect(found).toEqual([]);
});

test.each([
  ['a file has at most 400 lines', 'services/api/src/long.ts', 'x;\n'.repeat(401)],
  ['types are not switched off', 'services/api/src/loose.ts', 'const a: any = 1;'],
  ['types are not switched off', 'services/api/src/loose.ts', 'const a = b as any;'],
  ['types are not switched off', 'services/api/src/loose.ts', 'const a: Map<string, any> = b;'.replace('string, ', '')],
  ['types are not switched off', 'services/api/src/loose.ts', `// @ts-${'ignore'}\nconst a = 1;`],
  ['folders are named after what is in them', 'services/api/src/utils/a.ts', ''],
  ['files are in kebab case', 'services/api/src/longName.ts', ''],
  ['no address of a package registry', 'README.md', `https://registry.${'npmjs.org'}/x`],
  ['no address of a package registry', 'package-lock.json', '"resolved": "https://elsewhere/x.tgz"'],
])('control: "%s" finds %s', (name, path, text) => {
  expect(RULES[name]?.(path, text)).toBeDefined();
});

test('control: words are no fault', () => {
  expect(
    RULES['types are not switched off']?.(
      'services/a.ts',
      `// for any desk: any\nconst text = 'as any';\nconst n = sum(any(x));`,
    ),
  ).toBeUndefined();
});
