import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { program } from '#cli/program.js';
import { names, networkSchema, WEEKDAYS } from '#config-files/network/network.js';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { parsePeople } from '#config-files/people/parse-people.js';
import { parseRules } from '#config-files/rules/parse-rules.js';
import { parseRuleTests } from '#config-files/rules/rule-test-file.js';
import { runRuleTest } from '#config-files/rules/run-rule-test.js';
import { LIVE_FIGURES } from '#domain/alert/figure.js';
import { BOOKING_KPIS } from '#domain/kpi/catalogue-booking.js';
import { readAgentConfig } from '#edge-agent/agent-config.js';
import { parseLocalEvents } from '#edge-agent/connectors/local-http/parse-local-events.js';
import { messageRecords } from '#edge-agent/connectors/mqtt/message-records.js';
import { mqttSchema } from '#edge-agent/connectors/mqtt/mqtt-schema.js';
import { PRESETS } from '#edge-agent/connectors/presets/preset-names.js';
import type { SourceRecord } from '#edge-agent/connectors/record-feed.js';
import { restObject } from '#edge-agent/connectors/rest/rest-schema.js';
import { sqlSchema } from '#edge-agent/connectors/sql/sql-schema.js';
import { webhookObject } from '#edge-agent/connectors/webhook/webhook-schema.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { FILE_KINDS, mappingSchema } from '#edge-agent/mapping/mapping-schema.js';
import { recordCells } from '#edge-agent/mapping/record-cells.js';
import { RowMapper } from '#edge-agent/mapping/row-mapper.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'mnara-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Targets of a page's links that are files of the project. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '').filter((to) => !/^(https?:|#)/.test(to));

test.each(PAGES)('%s has only links to existing files', (page) => {
  const missing = linksOf(read(page)).filter((to) => !existsSync(join(ROOT, dirname(page), to.replace(/#.*/, ''))));
  expect(missing).toEqual([]);
});

test('control: a broken link is found', () => {
  expect(linksOf('[a](docs/none.md) [b](https://example.org) [c](#here)')).toEqual(['docs/none.md']);
});

test('the list names every decision', () => {
  const list = read('docs/decisions/README.md');
  for (const name of readdirSync(join(ROOT, 'docs/decisions')).filter((one) => /^\d/.test(one)))
    expect(list).toContain(`(${name})`);
});

/** The blocks of a language in a page. */
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');

test("docs/connectors.md: the agent's file is valid", () => {
  const [config = ''] = blocks('docs/connectors.md', 'yaml');
  for (const name of ['agent.key', 'http.token']) writeFileSync(join(folder, name), 'secret\n');
  writeFileSync(join(folder, 'agent.yaml'), config);
  expect(readAgentConfig(join(folder, 'agent.yaml')).connectors).toHaveLength(2);
});

/** The object that a schema is, or is a list of, with what may be left out. */
function objectOf(schema: unknown): Readonly<Record<string, unknown>> {
  const { def } = schema as { readonly def: Readonly<Record<string, unknown>> };
  return def.shape !== undefined ? (def.shape as Record<string, unknown>) : objectOf(def.element ?? def.innerType);
}
/** What each section of the page does not name of the keys of its objects. */
const unnamedKeys = (page: string): readonly string[] => {
  const { regions, centres, ...others } = networkSchema.shape;
  const { desks } = objectOf(centres);
  const { tile } = objectOf(regions);
  const sections: Record<string, unknown> = { ...others, regions, centres, desks };
  return Object.entries(sections).flatMap(([title, schema]) => {
    const text = page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';
    const keys = [...Object.keys(objectOf(schema)), ...(title === 'regions' ? Object.keys(objectOf(tile)) : [])];
    return keys.filter((key) => !text.includes(`| \`${key}\``)).map((key) => `${title}: ${key}`);
  });
};

test('docs/network.md: the example is valid, and every key has its line', () => {
  const page = read('docs/network.md');
  const [example = ''] = blocks('docs/network.md', 'yaml');
  const parsed = parseNetwork(example);
  expect(parsed).toMatchObject({ ok: true });
  if (!parsed.ok) return;
  const [gpo, van] = parsed.network.centres;
  // What the page says of holidays: those of the country, less the open ones, and the centre's own.
  expect(gpo?.holidays).toEqual(expect.arrayContaining(['2026-11-27', '2026-12-12']));
  expect(gpo?.holidays).not.toContain('2026-10-10');
  expect(van?.holidays).toContain('2026-12-24');
  expect(van?.holidays).not.toContain('2026-12-12');
  expect([gpo?.closingPolicy, van?.closingPolicy]).toEqual(['void', 'keep']);
  expect(unnamedKeys(page)).toEqual([]);
  for (const word of [...WEEKDAYS, ...Object.keys(names.shape)]) expect(page).toContain(`\`${word}\``);
});

test('control: a key without a line is found', () => {
  const page = read('docs/network.md').replace('| `closingPolicy`', '| ').replace('| `tile`', '| ');
  expect(unnamedKeys(page)).toEqual(['regions: tile', 'centres: closingPolicy']);
});

/** The connectors and the mappings that the page shows after the agent's file. */
const shown = (kind: 'connector' | 'mapping'): readonly string[] =>
  blocks('docs/connectors.md', 'yaml').filter((text) =>
    text.startsWith(kind === 'connector' ? '- kind:' : 'mapping: 1'),
  );
const mappedBy = (text: string | undefined, record: SourceRecord['cells'] | undefined) =>
  new RowMapper(loadMapping(text ?? '', 'mapping.yaml'), () => 'secret').map(record ?? new Map());

test('docs/connectors.md: the connectors that it shows are valid, and it names every setting of theirs', () => {
  const page = read('docs/connectors.md');
  writeFileSync(join(folder, 'agent.key'), 'secret\n');
  const [head = ''] = (blocks('docs/connectors.md', 'yaml')[0] ?? '').split('connectors:');
  writeFileSync(join(folder, 'agent.yaml'), `${head}connectors:\n${shown('connector').join('')}`);
  const kinds = new Set(readAgentConfig(join(folder, 'agent.yaml')).connectors.map((one) => one.kind));
  expect([...kinds]).toEqual(['sql', 'mqtt', 'rest', 'webhook']);
  const path = z.string();
  for (const setting of [...Object.keys(sqlSchema(path).shape), ...Object.keys(mqttSchema(path).shape)])
    expect(page).toMatch(new RegExp(`\\b${setting}:`));
  for (const setting of [...Object.keys(restObject(path).shape), ...Object.keys(webhookObject(path).shape)])
    expect(page).toMatch(new RegExp(`\\b${setting}\\b`));
  for (const preset of PRESETS) expect(page).toContain(`preset: ${preset}`);
});

test('docs/connectors.md: the mappings of SQL and MQTT give events from a row and from the message', () => {
  const [sql, mqtt] = shown('mapping');
  const row = { day: '2026-01-05', id: 17, service: 'P', created_at: '2026-01-05 08:00:00', called_at: null };
  expect(mappedBy(sql, recordCells(row))).toMatchObject({
    kind: 'events',
    events: [{ visitId: '2026-01-05-17', serviceId: 'passport', occurredAtMs: Date.UTC(2026, 0, 5, 5) }],
  });
  expect(mappedBy(sql, recordCells({ ...row, deleted_at: '2026-01-05 09:00:00' }))).toMatchObject({
    events: [{ fact: { case: 'ticketVoided' } }],
  });
  const [payload = ''] = blocks('docs/connectors.md', 'json');
  const [message] = messageRecords('queue/nairobi-gpo/D1/events', Buffer.from(payload));
  expect(mappedBy(mqtt, message?.cells)).toMatchObject({
    events: [{ visitId: '2026-01-05-A017', deskId: 'D1', occurredAtMs: Date.UTC(2026, 0, 5, 5, 12, 30) }],
  });
});

test('docs/mapping.md: the mappings are valid, and the page names every kind and every setting', () => {
  const page = read('docs/mapping.md');
  const mappings = blocks('docs/mapping.md', 'yaml');
  expect(mappings).toHaveLength(2);
  for (const text of mappings)
    expect(() => new RowMapper(loadMapping(text, 'mapping.yaml'), () => 'secret')).not.toThrow();
  for (const kind of FILE_KINDS) expect(page).toContain(kind);
  for (const setting of Object.keys(mappingSchema.shape.input.shape)) expect(page).toContain(`\`${setting}\``);
});

test('docs/connectors.md: the curl example sends a valid event', () => {
  const body = /-d '([^']+)'/.exec(read('docs/connectors.md'))?.[1] ?? '';
  expect(parseLocalEvents(body)).toMatchObject({ ok: true });
});

test('docs/appointments.md: the mapping, the network and the events are valid', () => {
  const [mapping = '', network = ''] = blocks('docs/appointments.md', 'yaml');
  expect(() => new RowMapper(loadMapping(mapping, 'mapping.yaml'), () => 'secret')).not.toThrow();
  expect(parseNetwork(network)).toMatchObject({ ok: true });
  const [events = ''] = blocks('docs/appointments.md', 'json');
  expect(parseLocalEvents(events)).toMatchObject({ ok: true, events: { length: 2 } });
  for (const { id } of BOOKING_KPIS) expect(read('docs/appointments.md')).toContain(`\`${id}\``);
});

test('docs/commands.md names every command and option, and README names only existing commands', async () => {
  const page = read('docs/commands.md');
  const mnara = await program();
  for (const command of mnara.commands) {
    expect(page).toContain(`\`mnara ${command.name()}`);
    for (const inner of command.commands) expect(page).toContain(inner.name());
    for (const option of [command, ...command.commands].flatMap(({ options }) => options))
      expect(page, `${command.name()} ${option.long}`).toContain(option.long);
  }
  const used = [...read('README.md').matchAll(/npx mnara (\w+)/g)].map(([, name]) => name);
  expect(used.length).toBeGreaterThan(5);
  expect(used.filter((name) => !mnara.commands.some((command) => command.name() === name))).toEqual([]);
});

test('docs/alerting.md: the file of people is valid', () => {
  const [, people = ''] = blocks('docs/alerting.md', 'yaml');
  expect(parsePeople(people)).toMatchObject({
    ok: true,
    value: { rosters: [{ id: 'nairobi' }], policies: [{ id: 'careful' }] },
  });
});

test('docs/alerting.md: the rules and their test are valid, and the test passes', () => {
  const [rules = '', , tests = ''] = blocks('docs/alerting.md', 'yaml');
  const parsed = parseRules(rules);
  const parsedTests = parseRuleTests(tests);
  expect([parsed, parsedTests]).toMatchObject([{ ok: true }, { ok: true }]);
  if (!parsed.ok || !parsedTests.ok) return;
  expect(parsedTests.value.tests.flatMap((one) => runRuleTest(one, parsed.value).failures)).toEqual([]);
  for (const { id } of LIVE_FIGURES) expect(read('docs/alerting.md')).toContain(`| \`${id}\``);
});
