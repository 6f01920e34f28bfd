// How often a process collects its whole heap: with V8's defaults, and tuned. `npm run bench -- whole-heap`
import { execFileSync } from 'node:child_process';

const MODULE = new URL('../../services/platform/src/process/whole-heap.js', import.meta.url).href;

const WORK = {
  'buffers that die young': `
    const alive = Array.from({ length: 2_000_000 }, (_, n) => ({ n }));
    for (let n = 0; n < 3_000; n += 1) {
      keep(new Float64Array(131_072), 50);
      if (n % 20 === 0) await rest();
    }
    keep(alive, 51);`,
  'objects that live for a while': `
    for (let n = 0; n < 60_000; n += 1) {
      keep(new Array(4_000).fill(n), 1_500);
      if (n % 20 === 0) await rest();
    }`,
};

/** Collections of the whole heap during the work, counted by a process of its own. */
function collections(work: string, isTuned: boolean): number {
  const program = `
    import { PerformanceObserver } from 'node:perf_hooks';
    const MAJOR = 4;
    let majors = 0;
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries()) if (detail.kind === MAJOR) majors += 1;
    }).observe({ entryTypes: ['gc'] });
    if (${isTuned}) (await import(${JSON.stringify(MODULE)})).collectWholeHeapRarely();
    const kept = [];
    const keep = (value, limit) => { kept.push(value); if (kept.length > limit) kept.shift(); };
    const rest = () => new Promise((resolve) => setImmediate(resolve));
    ${work}
    console.log(majors, kept.length);`;
  const options = ['--max-old-space-size=1024', '--max-semi-space-size=64', '--input-type=module', '-e', program];
  return Number(execFileSync(process.execPath, options, { encoding: 'utf8' }).split(' ')[0]);
}

for (const [name, work] of Object.entries(WORK)) {
  const baseline = collections(work, false);
  const tuned = collections(work, true);
  console.log(
    `${name}: ${baseline} collections with V8's defaults, ${tuned} tuned, ratio ${(baseline / tuned).toFixed(1)}`,
  );
}
