import type { NextFunction, Request, Response } from 'express';
import { Pace } from '#platform/timing/pace.js';

/** Arrays of more items are written item by item. */
const LONG = 50;
/** Characters of an item that are one step of the work. */
const STEP_CHARACTERS = 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !('toJSON' in value);

/** The same text as `JSON.stringify`, made in slices: between the items of a long array the event loop turns. */
export async function stringifyInSlices(value: unknown, pace: Pace = new Pace()): Promise<string> {
  const texts: string[] = [];
  await write(value, texts, pace);
  return texts.join('');
}

async function write(value: unknown, texts: string[], pace: Pace): Promise<void> {
  if (Array.isArray(value) && value.length > LONG) await writeList(value, texts, pace);
  else if (isObject(value) && !Array.isArray(value)) {
    const known = Object.entries(value).filter(([, part]) => part !== undefined);
    for (const [place, [key, part]] of known.entries()) {
      texts.push(`${place === 0 ? '{' : ','}${JSON.stringify(key)}:`);
      await write(part, texts, pace);
    }
    texts.push(known.length === 0 ? '{}' : '}');
  } else texts.push(JSON.stringify(value) ?? 'null');
}

async function writeList(items: readonly unknown[], texts: string[], pace: Pace): Promise<void> {
  for (const [place, item] of items.entries()) {
    const text = JSON.stringify(item) ?? 'null';
    texts.push(place === 0 ? '[' : ',', text);
    if (pace.isDue(1 + text.length / STEP_CHARACTERS)) await pace.rest();
  }
  texts.push(']');
}

const answers = new WeakMap<object, Promise<void>>();

/** Resolves when the answer is made: a text that is being sent, or that nobody waits for any more. */
export const answeredBy = (response: object): Promise<void> => answers.get(response) ?? Promise.resolve();

/** A client that takes nothing for so long is given up. */
const STALLED_MS = 60_000;

/** Characters that are sent at once. */
const PIECE = 128 * 1024;

/**
 * Sends long texts piece by piece, as fast as the client takes them: turning 30 MB into bytes at once, and their
 * checksum, would hold the event loop. Short ones are sent as always.
 */
export function sendInPieces() {
  return (_request: Request, response: Response, next: NextFunction): void => {
    const sendWhole = response.send.bind(response);
    const answered = Promise.withResolvers<void>();
    answers.set(response, answered.promise);
    response.once('close', answered.resolve);
    response.send = (body?: unknown): Response => {
      answered.resolve();
      if (typeof body !== 'string' || body.length <= PIECE) return sendWhole(body);
      void writePieces(response, body);
      return response;
    };
    next();
  };
}

async function writePieces(response: Response, text: string): Promise<void> {
  const pace = new Pace();
  const gone = Promise.withResolvers<void>();
  response.once('close', gone.resolve);
  response.setTimeout(STALLED_MS, () => response.destroy());
  for (let at = 0; at < text.length && !response.destroyed; ) {
    // A pair of characters that are one sign stays together.
    const end = at + PIECE;
    const isPair = end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? '');
    const isTaken = response.write(text.slice(at, isPair ? end - 1 : end));
    at = isPair ? end - 1 : end;
    if (!isTaken) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone.promise]);
    else await pace.rest();
  }
  response.end();
}
