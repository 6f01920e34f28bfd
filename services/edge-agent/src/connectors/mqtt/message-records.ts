import { createHash } from 'node:crypto';
import { recordCells } from '../../mapping/record-cells.js';
import type { SourceRecord } from '../record-feed.js';

const ID_CHARS = 10;

/**
 * The records of a message. A JSON object is one record, a list of objects is as many, and any other text is the column
 * `payload`. The topic is the column `$topic`, its levels are `$topic.1`, `$topic.2` and so on.
 */
export function messageRecords(topic: string, payload: Uint8Array): readonly SourceRecord[] {
  const text = Buffer.from(payload).toString('utf8');
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, ID_CHARS);
  const about = recordCells({
    $topic: topic,
    ...Object.fromEntries(topic.split('/').map((level, index) => [`$topic.${index + 1}`, level])),
  });
  const parsed = parsedOf(text);
  const all = Array.isArray(parsed) ? parsed : [parsed];
  return all.map((one: unknown, index) => ({
    id: all.length === 1 ? `${topic} ${hash}` : `${topic} ${hash}/${index + 1}`,
    cells: new Map([...recordCells(isObject(one) ? one : { payload: Array.isArray(parsed) ? one : text }), ...about]),
  }));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
