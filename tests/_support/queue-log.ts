import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NETWORK = `
network: { id: small, names: { en: Small network }, timeZone: Africa/Nairobi }
regions: [{ id: north, names: { en: North } }]
agencies: [{ id: registry, names: { en: Registry } }]
services:
  - { id: passport, names: { en: Passport, sw: Pasipoti }, agency: registry, targetSeconds: 90, shortestSeconds: 30 }
  - { id: id-card, names: { en: Identity card }, agency: registry, targetSeconds: 90 }
centres:
  - id: C1
    names: { en: First centre }
    region: north
    kind: stationary
    desks: [{ id: D1, names: { en: Desk 1 } }]
  - { id: C2, names: { en: Second centre }, region: north, kind: stationary }
`;

const MAPPING = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi, clock: true }
moments:
  issued: { date: { column: date, format: yyyy-mm-dd }, time: { column: issued, format: "hh:mm:ss" } }
  called: { moment: issued, plus: { column: waited, unit: seconds } }
  ended: { moment: called, plus: { column: served, unit: seconds } }
every:
  centre: { constant: C1 }
  visit: { join: [{ column: date }, { column: ticket }], with: "-" }
  service: { column: service }
rows:
  - when: { column: result, is: SERVED }
    events:
      - { kind: ticket_issued, at: issued }
      - { kind: ticket_called, at: called, desk: { constant: D1 } }
      - { kind: service_started, at: called, desk: { constant: D1 } }
      - { kind: service_ended, at: ended, desk: { constant: D1 }, outcome: served }
  - when: { column: result, is: LEFT }
    events: [{ kind: ticket_issued, at: issued }, { kind: ticket_abandoned, at: called }]
  - { when: { column: result, is: TEST }, count: test_ticket, at: issued }
defects: [{ name: negative_wait, when: { column: waited, below: 0 } }]
`;

const HEADER = 'date,ticket,service,result,issued,waited,served';

/**
 * Three served visits (300, 200 and 100 s), one of them with a negative wait; one abandoned; a test ticket; a wrong
 * type; two dates in the future.
 */
const ROWS = [
  '2026-01-05,A1,passport,SERVED,09:00:00,60,300',
  '2026-01-05,A2,passport,SERVED,09:05:00,120,200',
  '2026-01-05,A3,id-card,LEFT,09:10:00,600,0',
  '2026-01-05,A4,passport,TEST,09:11:00,0,0',
  '2026-01-05,A5,passport,SERVED,09:20:00,-5,100',
  '2026-01-05,A6,passport,SERVED,09:20:00,soon,100',
  '2099-01-05,A7,passport,SERVED,09:20:00,10,100',
  '2099-01-05,A8,passport,TEST,09:20:00,10,100',
];

/**
 * A new folder with a small network, a mapping and logs of a queue system; the KPIs of `log` can be calculated by hand.
 */
export function queueLog(): {
  folder: string;
  network: string;
  mapping: string;
  log: string;
  /** A second log with a given number of served visits on another day. */
  more(people: number): string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-cli-'));
  // When the test runs as root, the database runs as another user, who needs access to the folder.
  chmodSync(folder, 0o755);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    folder,
    network: file('network.yaml', NETWORK),
    mapping: file('mapping.yaml', MAPPING),
    log: file('log.csv', `${[HEADER, ...ROWS].join('\n')}\n`),
    more: (people) =>
      file(
        'more.csv',
        `${[HEADER, ...Array.from({ length: people }, (_, index) => `2026-01-06,B${index},passport,SERVED,09:00:00,${index},60`)].join('\n')}\n`,
      ),
  };
}
