import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
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

const MAX_FUNCTION_LINES = 50;
const MAX_PARAMETERS = 6;
const MAX_COLUMNS = 120;

/** Functions that are too long, or take too many parameters, as "line 12: 61 lines". */
function largeFunctions(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = lineOf(node.getStart(source));
      const lines = lineOf(node.end) - first + 1;
      if (lines > MAX_FUNCTION_LINES) found.push(`line ${first}: ${lines} lines`);
      if (node.parameters.length > MAX_PARAMETERS) found.push(`line ${first}: ${node.parameters.length} parameters`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|^\s+\/[^/*].*\/[a-z]*[;,]$/g;

/**
 * Columns of a line that count: a text stays on one line, so that it can be searched for by its words; so do patterns,
 * addresses, imports, and rows of Markdown tables.
 */
function columnsOf(path: string, line: string): number {
  if (/https?:\/\/\S{60}/.test(line)) return 0;
  if (path.endsWith('.md')) return /^\s*\||^\s*!?\[/.test(line) ? 0 : line.length;
  return line.startsWith('import ') ? 0 : line.replaceAll(TEXT, "''").length;
}

/** Lines inside a text of several lines: what a test gives as input (YAML, GraphQL) stays as people write it. */
function linesInTexts(path: string, text: string): ReadonlySet<number> {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      for (let line = first; line <= last; line += 1) found.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Rules as functions of a file, so that the controls can show that they find something. */
const RULES: Readonly<Record<string, (path: string, text: string) => string | undefined>> = {
  'a file has at most 400 lines': (path, text) => {
    const lines = text.split('\n').length - 1;
    const counts = isCode(path) && /^(services|dashboard\/src|tests|bin)\//.test(path);
    return counts && lines > 400 ? `${lines} lines; split it` : undefined;
  },
  'a function has at most 50 lines and 6 parameters': (path, text) =>
    isCode(path) && /^(services|dashboard\/src|bin)\//.test(path) && !/\.test\.tsx?$/.test(path)
      ? largeFunctions(path, text)[0]
      : undefined,
  'a line has at most 120 columns': (path, text) => {
    if (!(isCode(path) || path.endsWith('.md')) || !/^(services|dashboard\/src|tests|bin|docs|[A-Z]+\.md)/.test(path))
      return undefined;
    if (path === 'docs/kpi-catalogue.md') return undefined;
    const lines = text.split('\n');
    const inputs = path.startsWith('tests/') ? linesInTexts(path, text) : new Set<number>();
    const at = lines.findIndex((line, index) => !inputs.has(index) && columnsOf(path, line) > MAX_COLUMNS);
    return at < 0 ? undefined : `line ${at + 1} has ${lines[at]?.length} columns`;
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
  [
    'a function has at most 50 lines and 6 parameters',
    'services/api/src/long.ts',
    `function f() {\n${'x();\n'.repeat(50)}}`,
  ],
  [
    'a function has at most 50 lines and 6 parameters',
    'services/api/src/many.ts',
    'const f = (a: A, b: A, c: A, d: A, e: A, f: A, g: A) => a;',
  ],
  ['a line has at most 120 columns', 'services/api/src/wide.ts', `// ${'word '.repeat(30)}`],
  ['a line has at most 120 columns', 'services/store/src/wide.ts', `  SELECT ${'a, '.repeat(40)}`],
  ['a line has at most 120 columns', 'docs/wide.md', 'word '.repeat(30)],
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

/** Titles since this rule: `type(scope): what`, within 72 characters. Merges have titles of git's own. */
const TITLE = /^(?:feat|fix|refactor|perf|test|docs|build|ci|chore|style|revert)(?:\([a-z0-9-]+\))?!?: [^\s].*[^.\s]$/;
const isGoodTitle = (title: string): boolean => title.length <= 72 && TITLE.test(title);
const FIRST_TITLED = 'a4ebcad';

test('commit titles say type, scope and what within 72 characters', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const isThere = (() => {
    try {
      git('merge-base', '--is-ancestor', FIRST_TITLED, 'HEAD');
      return true;
    } catch {
      return false;
    }
  })();
  const range = isThere ? `${FIRST_TITLED}..HEAD` : '-1';
  const titles = git('log', '--no-merges', '--format=%s', range).split('\n').filter(Boolean);
  expect(titles.filter((title) => !isGoodTitle(title))).toEqual([]);
});

test.each(['Fix the thing', 'fix(api): end with a full stop.', `feat(api): ${'x'.repeat(70)}`, 'mend(api): it'])(
  'control: the title "%s" is refused',
  (title) => {
    expect(isGoodTitle(title)).toBe(false);
    expect(isGoodTitle('fix(api): answer a period without events')).toBe(true);
  },
);
