import { expect, test } from 'vitest';
import { type Connector, type ConnectorHealth, lagSeconds, type SourceProgress } from '../connectors/connector.js';
import { ConnectorReports } from './connector-reports.js';

const connector = (kind: string, name?: string, health: Partial<ConnectorHealth> = {}): Connector => ({
  kind,
  name,
  start: () => Promise.resolve(),
  health: () => ({ ok: true, message: '', ...health }),
});
const progress = (isSilent: boolean): { progress: SourceProgress } => ({
  progress: { readUpToMs: 1000, lastRow: undefined, lastError: undefined, isSilent },
});

test('ConnectorReports gives each connector a name of its own', () => {
  const reports = new ConnectorReports([
    connector('file-drop'),
    connector('sql', 'tickets'),
    connector('file-drop'),
    connector('local-http'),
  ]);
  expect(reports.all().map(({ name }) => name)).toEqual(['file-drop', 'tickets', 'file-drop-2', 'local-http']);
});

test('sources are silent when all that are followed are silent', () => {
  const silent = connector('sql', 'a', progress(true));
  const talking = connector('mqtt', 'b', progress(false));
  const folder = connector('file-drop');
  const areSilent = (...of: Connector[]): boolean => new ConnectorReports(of).areSourcesSilent();
  expect([areSilent(folder), areSilent(silent, talking), areSilent(silent, folder)]).toEqual([false, false, true]);
});

test('the lag grows from the moment up to which the source was read, and is unknown before', () => {
  expect(lagSeconds(progress(false).progress, 61_400)).toBe(60);
  expect(lagSeconds({ ...progress(false).progress, readUpToMs: undefined }, 61_400)).toBeUndefined();
});
