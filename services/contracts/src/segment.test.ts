import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { CUSTOMER_ATTRIBUTES } from '#domain/visit/customer-attributes.js';
import { SegmentSchema } from './gen/mnara/v1/event_pb.js';
import { readSegment, segmentFields } from './segment.js';

test('CUSTOMER_ATTRIBUTES lists the fields of the proto message in the order of their numbers', () => {
  const fields = SegmentSchema.fields.toSorted((one, other) => one.number - other.number);
  expect(fields.map(({ name, number }) => [number, name])).toEqual(
    CUSTOMER_ATTRIBUTES.map((name, index) => [index + 1, name]),
  );
});

test('readSegment returns what segmentFields wrote, without unknown attributes', () => {
  const segment = { gender: 'female', age_band: '25-34' };
  const message = create(SegmentSchema, segmentFields(segment));
  expect(message).toMatchObject({ gender: 'female', ageBand: '25-34', rural: '' });
  expect(readSegment(message)).toEqual(segment);
  expect(readSegment(message, (value, attribute) => `${attribute}:${value}`)).toEqual({
    gender: 'gender:female',
    age_band: 'age_band:25-34',
  });
});
