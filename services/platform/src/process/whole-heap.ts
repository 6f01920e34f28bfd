import { setFlagsFromString } from 'node:v8';

/**
 * Has the collector of a service go through its whole heap seldom: when what has been kept since the last time is twice
 * what was alive then.
 *
 * By itself V8 lets a heap grow by two fifths, and begins earlier by the size of the young generation, which has room
 * here for what dies young: with 50 MiB alive it went through them once a second, on threads of its own that took a
 * tenth of a core from each service. It also goes through them after every 64 MiB of buffers outside the heap, of which
 * one batch of a drain takes 100 MiB; these now count with the heap.
 */
export function collectWholeHeapSeldom(): void {
  for (const flag of ['--heap-growing-percent=200', '--external-memory-accounted-in-global-limit'])
    setFlagsFromString(flag);
}
