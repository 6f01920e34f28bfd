import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const COUNT = new URL('count-buffers.ts', import.meta.url).href;

/** Times that a process went through its heap of some 60 MiB while 3 GiB of buffers came and went. */
function collections(counted: boolean): number {
  const program = `
    import { PerformanceObserver } from 'node:perf_hooks';
    const MAJOR = 4;
    let majors = 0;
    new PerformanceObserver((list) => { for (const { detail } of list.getEntries()) if (detail.kind === MAJOR) majors += 1; }).observe({ entryTypes: ['gc'] });
    if (${counted}) (await import(${JSON.stringify(COUNT)})).countBuffersWithTheHeap();
    const alive = Array.from({ length: 2_000_000 }, (_, n) => ({ n }));
    const buffers = [];
    for (let n = 0; n < 3_000; n += 1) {
      buffers.push(new Float64Array(131_072));
      if (buffers.length > 50) buffers.shift();
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    console.log(majors, alive.length);`;
  const options = ['--max-old-space-size=1024', '--max-semi-space-size=64', '--input-type=module', '-e', program];
  return Number(execFileSync(process.execPath, options, { encoding: 'utf8' }).split(' ')[0]);
}

test('buffers that die young do not have the whole heap gone through; control: without it they do', () => {
  const counted = collections(true);
  expect(counted).toBeGreaterThan(0);
  expect(collections(false)).toBeGreaterThan(2 * counted);
});
