import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directiveMessage } from '#contracts/directive/directive-message.js';
import { DirectiveBatchSchema } from '#contracts/gen/mnara/v1/directive_pb.js';
import type { Directive } from '#domain/directive/directive.js';
import { SILENT_LOG } from '../agent/agent-log.js';
import { CentreDirectives } from './centre-directives.js';
import { DirectiveMail } from './directive-mail.js';
import { SqliteDirectiveBox } from './sqlite-directive-box.js';

const ORDER: Directive = {
  id: '019ab000-0000-7000-8000-000000000001',
  centreId: 'C1',
  alertId: undefined,
  kind: 'call_back',
  quantity: undefined,
  text: '',
  sentAt: 1000,
  sentBy: 'secretariat',
  acknowledgeBy: 2000,
  dueAt: 3000,
  delivered: undefined,
  acknowledged: undefined,
  closed: undefined,
  version: 1,
};
const OVER: Directive = { ...ORDER, version: 2, closed: { outcome: 'done', at: 1500, by: 'page', note: '' } };

let folder: string;
let box: SqliteDirectiveBox;
let now: number;
let mail: DirectiveMail;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-mail-'));
  box = new SqliteDirectiveBox(join(folder, 'directives.db'));
  now = 1_000_000;
  const directives = new CentreDirectives(
    box,
    () => now,
    () => mail.due(),
  );
  mail = new DirectiveMail('C1', directives, () => now, SILENT_LOG);
  mail.welcomed(true);
});
afterEach(() => {
  box.close();
  rmSync(folder, { recursive: true });
});

const hear = (answersReport: boolean, directives: readonly Directive[] = [], takenAnswerIds: string[] = []): void =>
  mail.receive(
    create(DirectiveBatchSchema, { answersReport, takenAnswerIds, directives: directives.map(directiveMessage) }),
  );
const held = (isPolling = false): string[] | undefined =>
  mail.next(isPolling)?.held?.map(({ directiveId, version }) => `${directiveId?.slice(-1)} v${version}`);

test('DirectiveMail reports after a Welcome, after new directives, and otherwise only every few minutes', () => {
  expect(held()).toEqual([]);
  hear(true, [ORDER]);
  expect(held()).toEqual(['1 v1']);
  hear(true);
  expect(held()).toBeUndefined();
  now += 10_001;
  expect(held()).toBeUndefined();
  expect(held(true)).toEqual(['1 v1']);
  hear(true);
  now += 300_001;
  expect(held()).toEqual(['1 v1']);
});

test('DirectiveMail sends a report without an answer again and keeps everything until it is answered', () => {
  held();
  hear(true, [ORDER]);
  mail.directives.answer(ORDER.id, 'acknowledged', 'Wanjiku', '');
  const first = mail.next(false);
  expect(first?.answers).toMatchObject([{ answeredBy: 'Wanjiku' }]);
  mail.due();
  expect(mail.next(false)).toBeUndefined();
  now += 30_001;
  const again = mail.next(false);
  expect(again?.answers).toEqual(first?.answers);
  hear(true, [], [again?.answers?.[0]?.answerId ?? '']);
  expect(box.answers(9)).toEqual([]);
});

test('DirectiveMail reports a closed directive once, and does not take a push for an answer to a report', () => {
  held();
  hear(true, [ORDER]);
  expect(held()).toEqual(['1 v1']);
  hear(false, [OVER]);
  hear(true);
  expect(box.held()).toEqual([]);
  expect(held()).toEqual([]);
  hear(true);
  box.take([{ ...OVER, id: ORDER.id.replace(/1$/, '2') }], now);
  mail.due();
  expect(held()).toEqual(['2 v2']);
});

test('DirectiveMail sends no reports to a gateway that does not support directives', () => {
  mail.welcomed(false);
  mail.due();
  expect(mail.next(true)).toBeUndefined();
});

test('DirectiveMail keeps the newest version, and does not report directives that could not be stored', () => {
  hear(true, [OVER, ORDER]);
  expect(box.list()).toMatchObject([{ version: 2 }]);
  box.take = () => {
    throw new Error('disk full');
  };
  hear(true, [{ ...ORDER, id: ORDER.id.replace(/1$/, '3') }]);
  expect(box.held().map(({ directiveId }) => directiveId.slice(-1))).toEqual(['1']);
});
