import { describe, expect, it } from 'vitest';
import { parseNetwork } from './parse-network.js';

const GOOD = `network:
  id: kenya
  names: {en: Kenya, sw: Kenya}
  timeZone: Africa/Nairobi
  serviceLevelTarget: 0.8
regions:
  - {id: nairobi, names: {en: Nairobi}, tile: {row: 4, column: 3, label: NBO}}
agencies:
  - {id: kra, names: {en: Revenue Authority}}
services:
  - {id: pin, names: {en: PIN}, agency: kra, targetSeconds: 900, shortestSeconds: 20}
  - {id: id, names: {en: ID}}
centres:
  - id: gpo
    names: {en: GPO}
    region: nairobi
    kind: stationary
    openingHours: {mon: [["08:00", "12:00"], ["13:00", "17:00"]]}
    holidays: [2026-12-12]
    services: [pin]
    desks:
      - {id: d1, services: [pin]}
      - {id: d2}
`;

const faultsOf = (text: string) => {
  const parsed = parseNetwork(text);
  return parsed.ok ? [] : parsed.faults.map((fault) => `${fault.line}:${fault.column} ${fault.message}`);
};

describe('parseNetwork', () => {
  it('reads a description and fills in defaults for absent keys', () => {
    const parsed = parseNetwork(GOOD);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    expect(parsed.network.centres[0]).toMatchObject({
      closingPolicy: 'void',
      holidays: ['2026-12-12'],
      desks: [{ id: 'd1' }, { id: 'd2' }],
    });
  });

  it.each([
    [
      'an unknown region',
      'region: nairobi',
      'region: nowhere',
      '16:13 "nowhere" is not among the regions; add it there or correct the id here.',
    ],
    [
      'an unknown agency',
      'agency: kra',
      'agency: kr',
      '11:41 "kr" is not among the agencies; add it there or correct the id here.',
    ],
    [
      'an unknown service of a centre',
      'services: [pin]\n    desks',
      'services: [pin, x]\n    desks',
      '20:21 "x" is not among the services; add it there or correct the id here.',
    ],
    [
      'a service that the centre does not offer',
      'd1, services: [pin]',
      'd1, services: [id]',
      `22:29 "id" is not among the centre's services; add it there or correct the id here.`,
    ],
    ['a desk id used twice', 'id: d2', 'id: d1', '23:14 The desk id "d1" is used twice; give each desk its own.'],
    [
      'a bad time zone',
      'Africa/Nairobi',
      'Africa/Nairobbi',
      '4:13 network.timeZone ("Africa/Nairobbi") is not a known IANA time zone; write one such as Africa/Nairobi.',
    ],
    [
      'hours that end before they begin',
      '["13:00", "17:00"]',
      '["17:00", "13:00"]',
      '18:46 centres[1].openingHours.mon[2] closes before it opens; hours over midnight are two entries, one on each day.',
    ],
    [
      'hours that overlap',
      '["13:00", "17:00"]',
      '["11:00", "17:00"]',
      '18:25 centres[1].openingHours.mon has hours that overlap or are out of order; write them from morning to evening.',
    ],
    [
      'a time that is not valid',
      '"08:00"',
      '"8 am"',
      '18:27 centres[1].openingHours.mon[1][1] ("8 am") is not a time; write it as "08:00".',
    ],
    [
      'a number where a text goes',
      'id: d2',
      'id: 2',
      '23:14 centres[1].desks[2].id is a number (2); put it in quotes to make it a text.',
    ],
    [
      'a text where a number goes',
      'targetSeconds: 900',
      'targetSeconds: soon',
      '11:61 services[1].targetSeconds is a text; it has to be a number.',
    ],
    [
      'an unknown key',
      '    region: nairobi',
      '    regoin: nairobi',
      '16:13 centres[1] has no key "regoin"; correct its name or remove it.',
    ],
    ['a missing key', '    kind: stationary\n', '', '14:5 centres[1].kind is missing; add it: stationary or mobile.'],
    [
      'a wrong kind',
      'stationary',
      'floating',
      '17:11 centres[1].kind is "floating"; it has to be stationary or mobile.',
    ],
    [
      'a date that does not exist',
      '2026-12-12',
      '2026-02-30',
      '19:16 centres[1].holidays[1] ("2026-02-30") is not a date; write it as 2026-12-12.',
    ],
    [
      'a target that is a percentage',
      'serviceLevelTarget: 0.8',
      'serviceLevelTarget: 80',
      '5:23 network.serviceLevelTarget is above 1; write a share such as 0.8 for 80 %.',
    ],
    [
      'an empty block',
      'services: [pin]\n    desks',
      'services:\n    desks',
      '20:5 centres[1].services is empty; it has to be a list.',
    ],
    [
      'invisible marks in a name',
      'Revenue Authority',
      '"Rev\\u202eenue"',
      '9:27 agencies[1].names.en ("Rev\u202eenue") has control characters or invisible marks; remove them.',
    ],
    [
      'half a place',
      '    kind: stationary',
      '    latitude: 1.5\n    kind: stationary',
      '14:5 Latitude and longitude go together; give both or neither.',
    ],
    [
      'one key twice',
      '  id: kenya',
      '  id: kenya\n  id: kenia',
      '3:3 This is not valid YAML: Map keys must be unique.',
    ],
  ])('says where the fault is and how to fix %s', (_, from, to, message) => {
    expect(GOOD).toContain(from);
    expect(faultsOf(GOOD.replace(from, to))).toContain(message);
  });

  it('reports every fault at once, of schema and references together, in the order of lines', () => {
    const text = GOOD.replace('Africa/Nairobi', 'Mars').replace('agency: kra', 'agency: x').replace('id: d2', 'id: 7');
    expect(faultsOf(text).map((fault) => Number(fault.split(':')[0]))).toEqual([4, 11, 23]);
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# nothing'],
    ['a list', '- a'],
    ['a scalar', 'hello'],
    ['two documents', `${GOOD}---\n${GOOD}`],
    ['cut short', GOOD.slice(0, 200)],
    ['nested too deeply', '['.repeat(20_000)],
    [
      'aliases that multiply',
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]',
    ],
    ['a prototype', `${GOOD}__proto__: {x: 1}`],
    ['a foreign tag', GOOD.replace('id: kenya', 'id: !!js/function kenya')],
    ['binary', '\u0000\u0001\u0002'],
  ])('refuses %s with a message', (_, text) => {
    const faults = faultsOf(text);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/^\d+:\d+ .+\.$/su);
  });

  it('lists a limited number of faults', () => {
    const centres = Array.from({ length: 500 }, (_, index) => `  - {id: c${index}, nonsense: 1}`).join('\n');
    expect(faultsOf(`centres:\n${centres}`)).toHaveLength(201);
  });
});
