import { setFlagsFromString } from 'node:v8';

/**
 * V8 goes through the whole heap after every 64 MiB of buffers outside it, however large and alive the heap is. A batch of a drain takes
 * 100 MiB of buffers (what was fetched, sums, rows for COPY) that die young: in a country's drain a third of the processor's time went
 * into this. With it, buffers count together with the heap, whose limit grows with what is alive.
 */
export const countBuffersWithTheHeap = (): void => setFlagsFromString('--external-memory-accounted-in-global-limit');
