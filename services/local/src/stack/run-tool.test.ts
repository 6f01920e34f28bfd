import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

const node = (code: string, more: { cwd?: string; limitMs?: number } = {}): Promise<string> =>
  runTool(process.execPath, ['-e', code], { missing: 'Install it.', ...more });

describe('runTool', () => {
  test('returns what the program printed, with no input and in the folder that is given', async () => {
    expect(await node('process.stdin.on("end", () => console.log("end", process.cwd())).resume()', { cwd: '/' })).toBe(
      'end /\n',
    );
  });

  test('returns more than a megabyte whole', async () => {
    expect(await node('process.stdout.write("x".repeat(3e6))')).toHaveLength(3_000_000);
  });

  test('throws the last words of a program that failed', async () => {
    const failed = node('console.log("first"); console.error("second"); process.exitCode = 3');
    await expect(failed).rejects.toThrow(/-e ended with 3: first\n\nsecond$/);
  });

  test('says what is missing when the program does not exist', async () => {
    const missing = runTool('no-such-program', [], { missing: 'Install it.', cwd: tmpdir() });
    await expect(missing).rejects.toThrow(new StackError('Install it.'));
  });

  test('kills a program that ignores SIGTERM and does not end in time', async () => {
    const endless = node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', { limitMs: 500 });
    await expect(endless).rejects.toThrow('ended with SIGKILL');
  });
});
