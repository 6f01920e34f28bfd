import { CommandError } from './output.js';

/** The filter of a `--where` option. @throws CommandError 2 when it is not KEY=VALUE */
export function filterOf(pair: string): { readonly key: string; readonly value: string } {
  const place = pair.indexOf('=');
  if (place < 1) throw new CommandError(2, `--where ${pair} is not KEY=VALUE; write for example --where centre=AA01.`);
  return { key: pair.slice(0, place), value: pair.slice(place + 1) };
}
