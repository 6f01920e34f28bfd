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
import { DirectiveSync } from './directive-sync.js';
import { SqliteDirectiveInbox } from './sqlite-directive-inbox.js';

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
let inbox: SqliteDirectiveInbox;
let now: number;
let sync: DirectiveSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-mail-'));
  inbox = new SqliteDirectiveInbox(join(folder, 'directives.db'));
  now = 1_000_000;
  const directives = new CentreDirectives(
    inbox,
    () => now,
    () => sync.requestReport(),
  );
  sync = new DirectiveSync('C1', directives, () => now, SILENT_LOG);
  sync.welcomed(true);
});
afterEach(() => {
  inbox.close();
  rmSync(folder, { recursive: true });
});

const receive = (answersReport: boolean, directives: readonly Directive[] = [], takenAnswerIds: string[] = []): void =>
  sync.receive(
    create(DirectiveBatchSchema, { answersReport, takenAnswerIds, directives: directives.map(directiveMessage) }),
  );
const held = (isPolling = false): string[] | undefined =>
  sync.next(isPolling)?.held?.map(({ directiveId, version }) => `${directiveId?.slice(-1)} v${version}`);

test('DirectiveSync reports after a Welcome, after new directives, and otherwise only every few minutes', () => {
  expect(held()).toEqual([]);
  receive(true, [ORDER]);
  expect(held()).toEqual(['1 v1']);
  receive(true);
  expect(held()).toBeUndefined();
  now += 10_001;
  expect(held()).toBeUndefined();
  expect(held(true)).toEqual(['1 v1']);
  receive(true);
  now += 300_001;
  expect(held()).toEqual(['1 v1']);
});

test('DirectiveSync sends a report without an answer again and keeps everything until it is answered', () => {
  held();
  receive(true, [ORDER]);
  sync.directives.answer(ORDER.id, 'acknowledged', 'Wanjiku', '');
  const first = sync.next(false);
  expect(first?.answers).toMatchObject([{ answeredBy: 'Wanjiku' }]);
  sync.requestReport();
  expect(sync.next(false)).toBeUndefined();
  now += 30_001;
  const again = sync.next(false);
  expect(again?.answers).toEqual(first?.answers);
  receive(true, [], [again?.answers?.[0]?.answerId ?? '']);
  expect(inbox.answers(9)).toEqual([]);
});

test('DirectiveSync reports a closed directive once, and does not take a push for an answer to a report', () => {
  held();
  receive(true, [ORDER]);
  expect(held()).toEqual(['1 v1']);
  receive(false, [OVER]);
  receive(true);
  expect(inbox.held()).toEqual([]);
  expect(held()).toEqual([]);
  receive(true);
  inbox.take([{ ...OVER, id: ORDER.id.replace(/1$/, '2') }], now);
  sync.requestReport();
  expect(held()).toEqual(['2 v2']);
});

test('DirectiveSync sends no reports to a gateway that does not support directives', () => {
  sync.welcomed(false);
  sync.requestReport();
  expect(sync.next(true)).toBeUndefined();
});

test('DirectiveSync keeps the newest version, and does not report directives that could not be stored', () => {
  receive(true, [OVER, ORDER]);
  expect(inbox.list()).toMatchObject([{ version: 2 }]);
  inbox.take = () => {
    throw new Error('disk full');
  };
  receive(true, [{ ...ORDER, id: ORDER.id.replace(/1$/, '3') }]);
  expect(inbox.held().map(({ directiveId }) => directiveId.slice(-1))).toEqual(['1']);
});
