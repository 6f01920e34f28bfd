import { expect, test } from 'vitest';
import { makeLog } from './log.js';
import { tellSometimes } from './tell-sometimes.js';

test('the same trouble is told once in ten seconds, with how often it came meanwhile', () => {
  const lines: string[] = [];
  let now = 0;
  const tell = tellSometimes(
    makeLog({ service: 's', level: 'info', shape: 'json', write: (line) => lines.push(line) }),
    () => now,
  );
  for (now = 0; now < 10_000; now += 1000) tell('away', new Error('refused'));
  tell('another', undefined);
  tell('away', undefined);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { message: 'away', error: { message: 'refused' } },
    { message: 'another' },
    { message: 'away', timesNotTold: 9 },
  ]);
});
