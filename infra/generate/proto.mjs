// The TypeScript of the contracts in proto/, by buf.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PROTO = join(ROOT, 'proto');
/** Folder that holds nothing but what is generated here. */
export const PROTO_FOLDER = 'services/contracts/src/gen';
const BIN = join(ROOT, 'node_modules/.bin');

/**
 * Generates as proto/buf.gen.yaml says, into a temporary folder.
 * @param {string} contracts folder of the contracts
 * @returns {Promise<Map<string, string>>} texts by their path from the project's root
 */
export async function protoFiles(contracts = PROTO) {
  const template = parse(readFileSync(join(PROTO, 'buf.gen.yaml'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'mnara-generate-'));
  try {
    const plugins = template.plugins.map((plugin, index) => ({
      ...plugin,
      local: resolve(PROTO, plugin.local),
      out: join(folder, String(index)),
    }));
    const path = join(folder, 'buf.gen.yaml');
    writeFileSync(path, stringify({ ...template, plugins }));
    const args = [join(ROOT, 'node_modules/@bufbuild/buf/bin/buf'), 'generate', '--template', path];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: contracts,
      encoding: 'utf8',
      env: { ...process.env, PATH: [dirname(process.execPath), BIN, process.env['PATH']].join(delimiter) },
    });
    if (status !== 0) throw new Error(`buf could not generate from ${contracts}:\n${stdout}${stderr}`);
    const files = new Map();
    template.plugins.forEach(({ out }, index) => {
      const from = join(folder, String(index));
      for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts')))
        files.set(join(out.replace(/^\.\.\//, ''), name), readFileSync(join(from, name), 'utf8'));
    });
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
