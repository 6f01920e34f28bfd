import smpp from 'smpp';

/** The parts of a text message as they are transmitted. */
export interface SmsSegments {
  /** SMPP's data_coding: 0 is the operator's GSM alphabet, 8 is UCS-2. */
  readonly dataCoding: 0 | 8;
  /** One or more parts; with several, each begins with a header by which the phone joins them. */
  readonly parts: readonly Buffer[];
  readonly isJoined: boolean;
}

const GSM_SINGLE = 160;
const GSM_PART = 153;
const UCS2_SINGLE = 140;
/** 140 bytes less a header of 6, in whole characters. */
const UCS2_PART = 134;
const MAX_PARTS = 255;

/**
 * Splits a text into parts of an SMS (3GPP TS 23.040): in the GSM alphabet if it is enough, in UCS-2 for Cyrillic and
 * everything else. A character of two units is never split.
 * @param reference 0 to 255, the same in all parts of one message
 */
export function smsSegments(text: string, reference: number): SmsSegments {
  const isGsm = smpp.encodings.ASCII.match(text) && !text.includes('\u001b');
  const encode = isGsm ? smpp.encodings.ASCII.encode : smpp.encodings.UCS2.encode;
  const letters = [...text.toWellFormed()].map((letter) => encode(letter));
  const size = letters.reduce((sum, { length }) => sum + length, 0);
  const dataCoding = isGsm ? 0 : 8;
  if (size <= (isGsm ? GSM_SINGLE : UCS2_SINGLE))
    return { dataCoding, parts: [Buffer.concat(letters)], isJoined: false };
  const bodies = cut(letters, isGsm ? GSM_PART : UCS2_PART).slice(0, MAX_PARTS);
  const parts = bodies.map((body, index) => Buffer.concat([joiningHeader(reference, bodies.length, index + 1), body]));
  return { dataCoding, parts, isJoined: true };
}

function cut(letters: readonly Buffer[], room: number): Buffer[] {
  const bodies: Buffer[] = [];
  let body: Buffer[] = [];
  let size = 0;
  for (const letter of letters) {
    if (size + letter.length > room) {
      bodies.push(Buffer.concat(body));
      body = [];
      size = 0;
    }
    body.push(letter);
    size += letter.length;
  }
  return [...bodies, Buffer.concat(body)];
}

const joiningHeader = (reference: number, parts: number, part: number): Buffer =>
  Buffer.from([5, 0, 3, reference, parts, part]);
