import { setFlagsFromString } from 'node:v8';

/**
 * Makes the garbage collector of a service collect the whole heap rarely: when the heap has grown by twice the size
 * that was alive after the last collection.
 *
 * By default V8 lets a heap grow by 40 percent, and starts earlier by the size of the young generation, which is large
 * here: with 50 MiB alive it collected the heap once a second, on its own threads, which took a tenth of a core from
 * each service. It also collects the heap after every 64 MiB of buffers outside the heap, and one batch of a drain
 * takes 100 MiB; such buffers now count as part of the heap.
 */
export function collectWholeHeapRarely(): void {
  for (const flag of ['--heap-growing-percent=200', '--external-memory-accounted-in-global-limit'])
    setFlagsFromString(flag);
}
