import fc from 'fast-check';
import smpp from 'smpp';
import { expect, test } from 'vitest';
import { smsSegments } from './sms-segments.js';

const bodies = ({ parts, isJoined }: ReturnType<typeof smsSegments>): Buffer[] =>
  parts.map((part) => (isJoined ? part.subarray(6) : part));

test.each([
  ['a', 160, 0, 1],
  ['a', 161, 0, 2],
  ['a', 306, 0, 2],
  ['a', 307, 0, 3],
  ['€', 80, 0, 1],
  ['€', 81, 0, 2],
  ['ғ', 70, 8, 1],
  ['ғ', 71, 8, 2],
  ['ғ', 134, 8, 2],
  ['ғ', 135, 8, 3],
  ['😀', 35, 8, 1],
  ['😀', 36, 8, 2],
])('%s %i times', (letter, times, dataCoding, parts) => {
  const segments = smsSegments(letter.repeat(times), 5);
  expect([segments.dataCoding, segments.parts.length]).toEqual([dataCoding, parts]);
});

test('any text is restored from its parts, no part is too long, and no character is split', () => {
  const letters = fc.array(fc.constantFrom('a', '{', '€', '\n', 'ә', 'Қ', 'и', '😀', ' '), { maxLength: 400 });
  fc.assert(
    fc.property(letters, fc.integer({ min: 0, max: 255 }), (given, reference) => {
      const text = given.join('');
      const segments = smsSegments(text, reference);
      const isUcs2 = segments.dataCoding === 8;
      const decode = (body: Buffer): string => (isUcs2 ? smpp.encodings.UCS2 : smpp.encodings.ASCII).decode(body);
      expect(bodies(segments).map(decode).join('')).toBe(text);
      for (const [index, part] of segments.parts.entries()) {
        expect(part.length).toBeLessThanOrEqual(isUcs2 ? 140 : segments.isJoined ? 159 : 160);
        if (segments.isJoined)
          expect([...part.subarray(0, 6)]).toEqual([5, 0, 3, reference, segments.parts.length, index + 1]);
      }
      for (const body of bodies(segments)) {
        if (isUcs2) expect(decode(body).isWellFormed()).toBe(true);
        else expect(body.at(-1)).not.toBe(0x1b);
      }
    }),
  );
});
