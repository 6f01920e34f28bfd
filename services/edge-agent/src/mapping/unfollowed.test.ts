import { describe, expect, test } from 'vitest';
import { loadMapping } from './load-mapping.js';
import { RowMapper } from './row-mapper.js';

const HEAD = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi }
every: { visit: { column: id } }
`;
const AT = 'at: { column: at, format: iso }';
const kindsOf = (mapping: string, cells: Record<string, string> = {}): string[] => {
  const row = new Map(Object.entries({ id: 'V', at: '2026-01-05T08:00:00', end: '', ...cells }));
  const mapped = new RowMapper(loadMapping(HEAD + mapping, 'm'), () => 's').map(row);
  return mapped.kind === 'events' ? mapped.events.map(({ fact }) => fact.case) : [mapped.kind];
};
const rows = (...events: string[]): string => `rows: [{ events: [${events.join(', ')}] }]\n`;
const END = '{ kind: service_ended, at: { column: end, format: iso }, optional: true }';

describe('unfollowedAdder', () => {
  test.each([
    [
      ['ticket_issued', 'ticket_called'],
      ['ticketIssued', 'ticketCalled', 'ticketUnfollowed'],
    ],
    [['service_started'], ['serviceStarted', 'ticketUnfollowed']],
    [['ticket_issued'], ['ticketIssued']],
    [['desk_opened'], ['deskOpened']],
  ])('closes what a mapping without ends leaves open: %j', (kinds, wanted) => {
    expect(kindsOf(rows(...kinds.map((kind) => `{ kind: ${kind}, ${AT} }`)))).toEqual(wanted);
  });

  test('closes rows without an end where the mapping says that the source cannot know it', () => {
    const mapping = rows(`{ kind: ticket_called, ${AT} }`, END);
    expect(kindsOf(mapping)).toEqual(['ticketCalled']);
    expect(kindsOf(`cannotKnow: [end]\n${mapping}`)).toEqual(['ticketCalled', 'ticketUnfollowed']);
    expect(kindsOf(`cannotKnow: [end]\n${mapping}`, { end: '2026-01-05T08:10:00' })).toEqual([
      'ticketCalled',
      'serviceEnded',
    ]);
  });

  test('closes rated legs only where the mapping says so', () => {
    const mapping = rows(`{ kind: rating_given, ${AT}, rating: 4 }`);
    expect(kindsOf(mapping)).toEqual(['ratingGiven']);
    expect(kindsOf(`cannotKnow: [end]\n${mapping}`)).toEqual(['ratingGiven', 'ticketUnfollowed']);
  });

  test('closes each leg of a row by itself', () => {
    const legs = [`{ kind: ticket_called, ${AT}, leg: 1 }`, `{ kind: service_started, ${AT}, leg: 2 }`];
    expect(kindsOf(rows(...legs))).toEqual(['ticketCalled', 'serviceStarted', 'ticketUnfollowed', 'ticketUnfollowed']);
  });
});
