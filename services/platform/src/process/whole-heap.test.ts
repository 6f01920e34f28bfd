import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const MODULE = new URL('whole-heap.ts', import.meta.url).href;

/** How often a process collected its whole heap during the work; the work keeps the values that it passes to `keep`. */
function collections(work: string, isRare: boolean): number {
  const program = `
    import { PerformanceObserver } from 'node:perf_hooks';
    const MAJOR = 4;
    let majors = 0;
    new PerformanceObserver((list) => { for (const { detail } of list.getEntries()) if (detail.kind === MAJOR) majors += 1; }).observe({ entryTypes: ['gc'] });
    if (${isRare}) (await import(${JSON.stringify(MODULE)})).collectWholeHeapRarely();
    const kept = [];
    const keep = (value, max) => { kept.push(value); if (kept.length > max) kept.shift(); };
    const rest = () => new Promise((resolve) => setImmediate(resolve));
    ${work}
    console.log(majors, kept.length);`;
  const options = ['--max-old-space-size=1024', '--max-semi-space-size=64', '--input-type=module', '-e', program];
  return Number(execFileSync(process.execPath, options, { encoding: 'utf8' }).split(' ')[0]);
}

test('short-lived buffers rarely cause a collection of the whole heap; control: without the setting they often do', () => {
  const work = `
    const alive = Array.from({ length: 2_000_000 }, (_, n) => ({ n }));
    for (let n = 0; n < 3_000; n += 1) {
      keep(new Float64Array(131_072), 50);
      if (n % 20 === 0) await rest();
    }
    keep(alive, 51);`;
  const counted = collections(work, true);
  expect(counted).toBeGreaterThan(0);
  expect(collections(work, false)).toBeGreaterThan(2 * counted);
});

test('medium-lived objects cause fewer collections of the whole heap; control: without the setting they cause more', () => {
  const work = `
    for (let n = 0; n < 60_000; n += 1) {
      keep(new Array(4_000).fill(n), 1_500);
      if (n % 20 === 0) await rest();
    }`;
  const counted = collections(work, true);
  expect(counted).toBeGreaterThan(0);
  expect(collections(work, false)).toBeGreaterThan(2 * counted);
});
