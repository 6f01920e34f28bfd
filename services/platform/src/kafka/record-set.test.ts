import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import { expect, test } from 'vitest';
import { PackedRecords } from './packed-records.js';
import { messageOf } from './record-codec.js';
import { keepRecordSetsWhole, RecordCursor, recordSets } from './record-set.js';

const load = createRequire(import.meta.url);
keepRecordSetsWhole();
const decode = load('kafkajs/src/protocol/recordBatch/v0/decoder.js') as (decoder: object) => Promise<{
  records: KafkaMessage[];
}>;
const Decoder = load('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => object;
const { RecordBatch: encodeSet } = load('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(set: object): Promise<{ buffer: Buffer }>;
};
const encodeRecord = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;

const NOW = 1_700_000_000_000;
const GZIP = 1;
const SENT = [
  { key: 'C1', sourceId: 'Ä 1', sourceEpoch: 'e1', seq: 7, receivedAtMs: NOW, payload: Uint8Array.of(1, 0, 255) },
  { key: 'C1', sourceId: 'Ä 1', sourceEpoch: 'e1', seq: 8, receivedAtMs: NOW + 90_000, payload: new Uint8Array(500) },
  { key: 'Zürich/*', sourceId: 'b', sourceEpoch: 'e2', seq: 2 ** 40, receivedAtMs: NOW - 5, payload: new Uint8Array() },
];

interface Message {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers: object;
}

/** A record set as the library writes it, starting at offset 1,000. */
async function setOf(messages: readonly Message[], compression = 0): Promise<Buffer> {
  const records = messages.map(({ key, value, timestamp, headers }, offsetDelta) =>
    encodeRecord({ offsetDelta, timestampDelta: Number(timestamp) - NOW, key, value, headers }),
  );
  const set = { firstOffset: 1000n, firstTimestamp: NOW, lastOffsetDelta: messages.length - 1, compression, records };
  return (await encodeSet(set)).buffer;
}

const sent = SENT.map((record) => messageOf(record) as unknown as Message);

test.each([
  ['plain', 0],
  ['gzip', GZIP],
])('PackedRecords reads the records that the library wrote: %s', async (_, compression) => {
  const { records } = await decode(new Decoder(await setOf(sent, compression)));
  expect(records).toHaveLength(1);
  expect(records[0]?.offset).toBe('1002');
  const foreign: number[] = [];
  const packed = new PackedRecords(recordSets(records), ({ offset }) => foreign.push(offset));
  const seen = [...packed].map(({ key, sourceId, sourceEpoch, seq, receivedAtMs, payload }) => ({
    ...{ key, sourceId, sourceEpoch, seq, receivedAtMs },
    payload: Uint8Array.from(payload),
  }));
  expect(packed).toHaveLength(SENT.length);
  expect(seen).toEqual(SENT);
  expect(foreign).toEqual([]);
});

test('PackedRecords reports foreign messages with their offset and skips them', async () => {
  const [ours] = sent as [Message];
  const value = Buffer.from('x');
  const others: Message[] = [
    { ...ours, headers: {} },
    { ...ours, value: null },
    { ...ours, key: null },
    { ...ours, headers: { source: 'no number\ne1\na1' } },
    { ...ours, headers: { source: '0\ne1\na1' } },
    { ...ours, headers: { source: '7\nonly an epoch' } },
    { ...ours, value, headers: { other: '1', source: '9\ne1\na1' } },
  ];
  const { records } = await decode(new Decoder(await setOf(others)));
  const foreign: unknown[] = [];
  const packed = new PackedRecords(recordSets(records), (cursor, why) => {
    foreign.push([cursor.offset, why]);
    if (cursor.offset === 1003)
      expect(cursor.message()).toEqual({
        key: Buffer.from('C1'),
        value: ours.value,
        headers: { source: Buffer.from('no number\ne1\na1') },
        timestamp: String(NOW),
      });
  });
  expect(foreign).toEqual([
    [1000, 'no_source'],
    [1001, 'no_value'],
    [1002, 'no_key'],
    [1003, 'bad_source'],
    [1004, 'bad_source'],
    [1005, 'bad_source'],
  ]);
  expect([...packed].map(({ seq }) => seq)).toEqual([9]);
});

test('the decoder throws a retriable error for a truncated set, and an error that says how to fix an unsupported compression', async () => {
  const whole = await setOf(sent);
  for (const length of [20, whole.length - 1])
    await expect(decode(new Decoder(whole.subarray(0, length)))).rejects.toThrow(
      expect.objectContaining({ name: 'KafkaJSPartialMessageError' }),
    );
  whole.writeInt16BE(4, 21);
  await expect(decode(new Decoder(whole))).rejects.toThrow(/compression 4.*compression\.type/);
});

test('RecordCursor throws at a damaged record', async () => {
  const { records } = await decode(new Decoder(await setOf(sent)));
  const [set] = recordSets(records);
  if (set === undefined) throw new Error('There is a set.');
  const cursor = new RecordCursor({ ...set, buffer: set.buffer.subarray(0, 20) }, 'source');
  expect(() => {
    while (cursor.next());
  }).toThrow(/damaged/);
});

test('control: recordSets rejects messages that the client has already decoded', () => {
  expect(() => recordSets([{ offset: '1' } as KafkaMessage])).toThrow(/decoded its record sets/);
});
