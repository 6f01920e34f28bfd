import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readAgentSettings } from '../../agent-config.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { recordCells } from '../../mapping/record-cells.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import { seenCells } from '../seen-cells.js';
import { presetMapping } from './preset-mapping.js';

const folder = mkdtempSync(join(tmpdir(), 'mnara-presets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SEEN = Date.UTC(2026, 10, 30, 12);

/** The events of a record, such as "ticketIssued 08:00:00"; or why there are none. */
function eventsOf(mapping: Mapping, record: object, more: Record<string, string> = {}, gapMs: number | null = 0) {
  const cells = seenCells(recordCells(record), SEEN, gapMs ?? undefined);
  for (const [column, content] of Object.entries(more)) cells.set(column, content);
  const row = new RowMapper(mapping, () => 'secret').map(cells);
  if (row.kind !== 'events') return row.reason;
  return row.events.map(
    ({ fact, occurredAtMs }) => `${fact.case} ${new Date(occurredAtMs).toISOString().slice(11, 19)}`,
  );
}
const firstOf = (mapping: Mapping, record: object) => {
  const row = new RowMapper(mapping, () => 'secret').map(seenCells(recordCells(record), SEEN, 0));
  return row.kind === 'events' ? row.events : [];
};
const settingsOf = (connector: object) => {
  const path = join(folder, 'agent.yaml');
  const agent = { agentId: 'a', centreId: 'c', gatewayUrl: 'http://127.0.0.1:1', keyFile: 'k', dataDir: 'd' };
  writeFileSync(path, stringify({ ...agent, connectors: [connector] }));
  return readAgentSettings(path).connectors[0];
};

describe('qminder', () => {
  const mapping = presetMapping('qminder', { services: { '88100': 'passport' }, desks: { '3': 'desk-3' } });
  // Made up from the documented fields of a ticket.
  const ticket = (status: string, more: object = {}) => ({
    id: '51999102',
    publicId: 'A-42',
    status,
    source: 'MANUAL',
    line: 88_100,
    firstName: 'Jane',
    created: { date: '2026-11-30T08:00:00.701Z' },
    ...more,
  });
  const called = { called: { date: '2026-11-30T08:12:00Z', caller: 15_144, desk: 3 } };
  const served = { ...called, served: { date: '2026-11-30T08:20:30Z' } };

  test('a ticket is issued, called and served', () => {
    expect(eventsOf(mapping, ticket('NEW'))).toEqual(['ticketIssued 08:00:00']);
    expect(eventsOf(mapping, ticket('CALLED', called))).toEqual(['ticketIssued 08:00:00', 'ticketCalled 08:12:00']);
    const whole = firstOf(mapping, ticket('SERVED', served));
    expect(whole.map(({ fact }) => fact.case)).toEqual([
      'ticketIssued',
      'ticketCalled',
      'serviceStarted',
      'serviceEnded',
    ]);
    expect(whole[1]).toMatchObject({ visitId: '51999102', ticketNo: 'A-42', serviceId: 'passport', deskId: 'desk-3' });
    // The name of the clerk and of the customer stay in the centre.
    expect(JSON.stringify(whole)).not.toMatch(/15144|Jane/);
  });

  test('tickets that were not served', () => {
    expect(eventsOf(mapping, ticket('NOSHOW', called))).toContain('ticketNoShow 08:12:00');
    expect(eventsOf(mapping, ticket('NOSHOW'))).toContain('ticketUnfollowed 08:00:00');
    expect(eventsOf(mapping, ticket('CANCELLED_BY_CLERK'), {}, 10_000)).toContain('ticketCancelled 12:00:00');
    // At the first reading, or after an hour without one, nobody knows when it was.
    for (const gapMs of [null, 3_600_000])
      expect(eventsOf(mapping, ticket('CANCELLED_BY_CLERK'), {}, gapMs)).toContain('ticketUnfollowed 08:00:00');
  });

  test('deliveries: a recall, and what is no ticket', () => {
    expect(eventsOf(mapping, ticket('CALLED', called), { '@body.type': 'ticket_recalled' })).toContain(
      'ticketRecalled 12:00:00',
    );
    expect(eventsOf(mapping, { id: 12_345, name: 'Registration' }, { '@body.type': 'line_changed' })).toBe(
      'not_a_ticket',
    );
  });

  test('its settings are the defaults of a poller and of a receiver', () => {
    const key = { header: 'X-Qminder-REST-API-Key', file: 'key' };
    expect(settingsOf({ kind: 'rest', preset: 'qminder', auth: key })).toMatchObject({ kind: 'rest', name: 'rest' });
    const signature = { secretFiles: ['hook.key'], url: 'https://centre.example/hook' };
    const list = { auth: key, everySeconds: 1800 };
    expect(settingsOf({ kind: 'webhook', preset: 'qminder', port: 0, signature, list })).toMatchObject({
      kind: 'webhook',
    });
    expect(() => settingsOf({ kind: 'webhook', preset: 'qminder', port: 0 })).toThrow(/secretFiles/);
  });
});

describe('novo-sga', () => {
  const mapping = presetMapping('novo-sga', { timeZone: 'America/Sao_Paulo' });
  // Made up from the published serialisation of a ticket.
  const ticket = (status: string, more: object = {}) => ({
    id: 812,
    senha: { sigla: 'A', numero: 7, format: 'A007' },
    servico: { id: 4, nome: 'Passaporte' },
    observacao: null,
    dataChegada: '2026-11-30T08:00:00',
    dataChamada: null,
    dataInicio: null,
    dataFim: null,
    dataAgendamento: null,
    tempoEspera: '00:12:00',
    prioridade: { id: 1, nome: 'Normal' },
    status,
    resolucao: null,
    cliente: null,
    triagem: 'totem',
    usuario: null,
    ...more,
  });
  const served = {
    dataChamada: '2026-11-30T08:12:00',
    dataInicio: '2026-11-30T08:13:00',
    dataFim: '2026-11-30T08:20:00',
  };

  test('a ticket from its arrival to its end, by the clock of the installation', () => {
    expect(eventsOf(mapping, ticket('emitida'))).toEqual(['ticketIssued 11:00:00']);
    expect(eventsOf(mapping, ticket('encerrado', { ...served, usuario: 'ana' }))).toEqual([
      'ticketIssued 11:00:00',
      'ticketCalled 11:12:00',
      'serviceStarted 11:13:00',
      'serviceEnded 11:20:00',
    ]);
    expect(firstOf(mapping, ticket('emitida'))[0]).toMatchObject({
      visitId: '2026-11-30T08:00:00-812',
      ticketNo: 'A007',
      serviceId: '4',
    });
  });

  test('the other ends', () => {
    const { dataInicio: _, ...notStarted } = served;
    expect(eventsOf(mapping, ticket('nao_compareceu', notStarted))).toContain('ticketNoShow 11:20:00');
    expect(eventsOf(mapping, ticket('cancelada', { dataFim: '2026-11-30T08:05:00' }))).toContain(
      'ticketCancelled 11:05:00',
    );
    expect(eventsOf(mapping, ticket('erro_triagem', served))).toContain('serviceEnded 11:20:00');
    expect(eventsOf(mapping, ticket('emitida'), { '@header.x-webhook-event': 'ticket.reactive' })).toContain(
      'ticketRecycled 12:00:00',
    );
  });

  test('the zone of its clock must be stated', () => {
    expect(() => presetMapping('novo-sga', {})).toThrow(/timeZone: America\/Sao_Paulo/);
    expect(() => settingsOf({ kind: 'rest', preset: 'novo-sga', timeZone: 'America/Sao_Paulo' })).toThrow(/address/);
    const address = 'https://sga.example/api/atendimentos?sort=id&order=asc';
    const basic = { user: 'mnara', passwordFile: 'p' };
    expect(settingsOf({ kind: 'rest', preset: 'novo-sga', address, auth: { basic } })).toMatchObject({ kind: 'rest' });
  });
});

describe('qmatic-orchestra', () => {
  const mapping = presetMapping('qmatic-orchestra', { timeZone: 'Europe/Stockholm' });
  // Made up from the published event and the parameters that the module reads of it.
  const event = (eventName: string, eventTime: string, parameters: object = {}) => ({
    eventName,
    eventTime,
    eventType: 'APPLICATION',
    unitId: 120_106_000_001,
    parameters: { visitId: 30_354, branchId: 1, branchName: 'City hall', queueId: 5, queueName: 'Q1', ...parameters },
  });

  test('the events of a visit', () => {
    const service = { service: 7, serviceIntName: 'Passports' };
    expect(eventsOf(mapping, event('VISIT_CREATE', '2026-11-30T09:00:00.449', service))).toEqual([
      'ticketIssued 08:00:00',
    ]);
    expect(eventsOf(mapping, event('VISIT_CALL', '2026-11-30T09:12:00.000+0100', service))).toEqual([
      'ticketCalled 08:12:00',
    ]);
    expect(eventsOf(mapping, event('VISIT_TRANSFER_TO_QUEUE', '2026-11-30T09:13:00'))).toEqual([
      'ticketRecycled 08:13:00',
    ]);
    expect(eventsOf(mapping, event('VISIT_NOSHOW', '2026-11-30T09:14:00'))).toEqual(['ticketNoShow 08:14:00']);
    expect(eventsOf(mapping, event('VISIT_REMOVE', '2026-11-30T09:14:00'))).toEqual(['ticketCancelled 08:14:00']);
    expect(eventsOf(mapping, event('VISIT_CONFIRM', '2026-11-30T09:12:30'))).toEqual(['serviceStarted 08:12:30']);
    expect(eventsOf(mapping, event('VISIT_END', '2026-11-30T09:20:00'))).toEqual(['serviceEnded 08:20:00']);
    expect(eventsOf(mapping, event('SERVICE_POINT_OPEN', '2026-11-30T09:00:00'))).toBe('other_event');
    expect(firstOf(mapping, event('VISIT_CREATE', '2026-11-30T09:00:00', service))[0]).toMatchObject({
      visitId: '2026-11-30-1-30354',
      serviceId: '7',
    });
  });

  test('it has no list to poll, and listens on this computer only', () => {
    const webhook = { kind: 'webhook', preset: 'qmatic-orchestra', timeZone: 'Europe/Stockholm', port: 0 };
    expect(settingsOf(webhook)).toMatchObject({ kind: 'webhook' });
    expect(() => settingsOf({ ...webhook, host: '0.0.0.0' })).toThrow(/add signature or token/);
    expect(() => settingsOf({ kind: 'rest', preset: 'qmatic-orchestra' })).toThrow(/no preset for rest/);
  });
});

test.each([
  [{ address: 'http://queue.example/t' }, 'not encrypted'],
  [{ address: 'https://me:pw@queue.example/t' }, 'has a login in it'],
  [{ address: 'https://queue.example/t?from={from}' }, '{from} in the address is not known'],
  [{ address: '/tickets' }, 'not a whole one'],
  [{ address: 'https://queue.example/t', mapping: undefined }, 'name a mapping, or a preset'],
  [{ address: 'https://queue.example/t', timeZone: 'Africa/Nairobi' }, 'are for the mapping of a preset'],
])('a poller with %j is refused', (wrong, says) => {
  expect(() => settingsOf({ kind: 'rest', mapping: 'm.yaml', ...wrong })).toThrow(says);
});

test.each([
  [{ host: '0.0.0.0' }, 'add signature or token'],
  [{ host: '0.0.0.0', token: { header: 'X-Token', files: ['t'] } }, 'the token could be read on the way'],
  [
    { token: { header: 'X-Token', files: ['t'] }, signature: { format: 'standard', secretFiles: ['s'] } },
    'either signature or token',
  ],
  [{ list: { address: 'http://queue.example/t' } }, 'not encrypted'],
])('a receiver with %j is refused', (wrong, says) => {
  expect(() => settingsOf({ kind: 'webhook', port: 0, mapping: 'm.yaml', ...wrong })).toThrow(says);
});
