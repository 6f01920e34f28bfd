import { lookup } from 'node:dns/promises';
import type { ResolveName } from './webhook-target.js';

/** Resolves a name as any program of this machine does, hosts file included, and returns every address. */
export const resolveByDns: ResolveName = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);
