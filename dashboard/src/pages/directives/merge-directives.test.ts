import { expect, it } from 'vitest';
import type { DirectivePartsFragment } from '../../gql/graphql';
import { mergeDirectives } from './merge-directives';

const directive = (id: string, sentAt: number, entries: number): DirectivePartsFragment => ({
  id,
  centreId: 'C1',
  kind: 'call_back',
  quantity: null,
  text: '',
  sentAt,
  sentBy: 'operator',
  acknowledgeBy: sentAt + 1,
  dueAt: sentAt + 2,
  state: 'sent',
  overdue: null,
  missed: [],
  closedAt: null,
  closingNote: null,
  timeline: Array.from({ length: entries }, () => ({
    at: sentAt,
    kind: 'sent' as const,
    actor: 'operator',
    via: 'page',
    note: '',
    counts: true,
  })),
});

it('shows what was just sent before the next answer has it, and never an older state', () => {
  const asked = [directive('a', 1, 2), directive('b', 2, 1)];
  const merged = mergeDirectives(asked, [directive('c', 3, 1), directive('a', 1, 1), directive('b', 2, 3)]);
  expect(merged.map(({ id, timeline }) => `${id}${timeline.length}`)).toEqual(['c1', 'b3', 'a2']);
});
