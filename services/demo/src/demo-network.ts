import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NetworkDescription } from '#config-files/network/network.js';
import { parseNetwork } from '#config-files/network/parse-network.js';

const FILE = fileURLToPath(new URL('./kenya.yaml', import.meta.url));
const MINUTES_OF_DAY = 24 * 60;
/** Local time at the first start: mid-morning, when centres are busy. */
const WANTED_MINUTE = 10 * 60 + 15;

/**
 * Returns the time zone with a whole-hour offset and without summer time in which the local time is nearest to 10:15.
 * @param now Unix milliseconds
 */
export function chooseTimeZone(now: number): string {
  const minute = Math.floor(now / 60_000) % MINUTES_OF_DAY;
  const hours = Math.round((WANTED_MINUTE - minute) / 60);
  const east = hours > 12 ? hours - 24 : hours < -11 ? hours + 24 : hours;
  // The sign in these names is reversed: Etc/GMT-3 is three hours ahead of UTC.
  if (east === 0) return 'Etc/GMT';
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}

/** The demonstration network: its description, and the text that it was read from. */
export interface DemoNetwork {
  readonly network: NetworkDescription;
  readonly yamlText: string;
}

/**
 * Kenya's Huduma network in a time zone in which it is mid-morning now. Call it only at the first start, because the
 * time zone must not change later.
 * @param now Unix milliseconds
 */
export function demoNetwork(now: number): DemoNetwork {
  const yamlText = readFileSync(FILE, 'utf8').replace(/^( {2}timeZone: ).*$/m, `$1${chooseTimeZone(now)}`);
  const parsed = parseNetwork(yamlText);
  if (parsed.ok) return { network: parsed.network, yamlText };
  const [first] = parsed.faults;
  throw new Error(`The demonstration network is invalid; fix kenya.yaml:${first?.line ?? 0} ${first?.message ?? ''}`);
}
