// The work of `npm run generate`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ensureBuilt, ROOT } from '../../bin/prepare.mjs';
import { GENERATORS } from './generators.mjs';

function write(files) {
  for (const [path, text] of files) {
    const file = join(ROOT, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`written: ${path}\n`);
  }
}

function removeOthers(folder, files) {
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    const path = relative(ROOT, join(entry.parentPath, entry.name));
    if (!entry.isFile() || files.has(path)) continue;
    rmSync(join(ROOT, path));
    process.stdout.write(`removed: ${path}\n`);
  }
}

async function run({ name, files, folders }) {
  try {
    const made = await files();
    write(made);
    for (const folder of folders) removeOthers(folder, made);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the ${name} could not be generated: ${reason}`, { cause: error });
  }
}

try {
  for (const generator of GENERATORS.filter(({ needsBuild }) => !needsBuild)) await run(generator);
  await ensureBuilt();
  for (const generator of GENERATORS.filter(({ needsBuild }) => needsBuild)) await run(generator);
} catch (error) {
  process.stderr.write(`npm run generate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
