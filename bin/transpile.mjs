#!/usr/bin/env node
// Transpiles the TypeScript of the given folders to JavaScript in dist/, file by file, without checking types (`npm
// test` does that), and copies other files that are read at run time. Files that are newer than their source stay;
// files without a source are deleted.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './prepare.mjs';

const folders = process.argv.slice(2);
const DIST = join(ROOT, 'dist');
const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function readOptions() {
  const { config, error } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  // Keeps modules as written; `nodenext` would look up package.json for each file.
  return { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
}

const options = readOptions();
const settingsAt = Math.max(...['tsconfig.json', 'package-lock.json'].map((file) => changedAt(join(ROOT, file))));
const faults = [];

function transpile(source, target) {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: options,
    reportDiagnostics: true,
  });
  faults.push(...diagnostics);
  const map = JSON.parse(sourceMapText);
  writeFileSync(`${target}.map`, JSON.stringify({ ...map, sources: [source] }));
  writeFileSync(target, outputText);
}

for (const folder of folders) {
  const wanted = new Set();
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(test|d)\.ts$/.test(entry.name)) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(DIST, source.slice(ROOT.length)).replace(/\.ts$/, '.js');
    wanted.add(target);
    if (changedAt(target) > Math.max(changedAt(source), settingsAt)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (source.endsWith('.ts')) transpile(source, target);
    else cpSync(source, target);
  }
  if (!existsSync(join(DIST, folder))) continue;
  for (const entry of readdirSync(join(DIST, folder), { recursive: true, withFileTypes: true })) {
    const target = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(target.replace(/\.map$/, ''))) rmSync(target);
  }
}

if (faults.length > 0) {
  const host = { getCurrentDirectory: () => ROOT, getCanonicalFileName: (file) => file, getNewLine: () => '\n' };
  process.stderr.write(ts.formatDiagnostics(faults, host));
  process.exitCode = 1;
}
