import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fromBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { readAgentStatus } from '../agent-status.js';
import type { Connector } from '../connectors/connector.js';
import type { Directives } from '../directives/centre-directives.js';
import type { DirectiveInbox } from '../directives/directive-inbox.js';
import type { Link } from '../link/link.js';
import { outboxPath } from '../outbox/outbox-path.js';
import { SqliteOutbox } from '../outbox/sqlite-outbox.js';
import { runAgent } from './agent.js';
import { SILENT_LOG } from './agent-log.js';
import { ClockOffset } from './clock-offset.js';
import { Recorder } from './recorder.js';

const NOW = Date.UTC(2026, 0, 5);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-agent-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const connector = (isSilent: boolean): Connector => ({
  kind: 'sql',
  name: 'tickets',
  start: () => Promise.resolve(),
  health: () => ({
    ok: !isSilent,
    message: 'Reads tickets.',
    progress: {
      readUpToMs: NOW - 90_000,
      lastRow: { id: '[17]', atMs: NOW - 100_000 },
      lastError: undefined,
      isSilent,
    },
  }),
});

/** Runs an agent until its first heartbeat would be there. @returns the kinds of what it recorded */
async function recordedWith(connectors: readonly Connector[]): Promise<readonly (string | undefined)[]> {
  const outbox = new SqliteOutbox({ path: outboxPath(folder), maxBytes: 1_000_000, retentionDays: 1 });
  const now = (): number => NOW;
  const sink = new Recorder({ agentId: 'A', centreId: 'C', outbox, clock: new ClockOffset(), now, onStored: () => {} });
  const agent = await runAgent({
    agentId: 'A',
    outbox,
    inbox: { close: () => {} } as unknown as DirectiveInbox,
    directives: {} as Directives,
    sink,
    link: { start: () => {}, stop: () => Promise.resolve() } as unknown as Link,
    connectors,
    heartbeatSeconds: 3600,
    now,
    log: SILENT_LOG,
  });
  await sink.stored();
  const kinds = outbox.read(0, 10, 1e6).map(({ payload }) => fromBinary(EventSchema, payload).fact.case);
  await agent.stop();
  return kinds;
}

test('an agent whose source is silent sends no heartbeat, and one whose source talks does', async () => {
  expect(await recordedWith([connector(true)])).toEqual([]);
  expect(await recordedWith([connector(false)])).toEqual(['heartbeat']);
});

test('the status in the folder has the health of each connector, with a lag that grows with the time since', async () => {
  await recordedWith([connector(false)]);
  const { connectors } = readAgentStatus(folder, NOW + 30_000);
  expect(connectors).toMatchObject([
    { name: 'tickets', kind: 'sql', ok: true, lagSeconds: 120, seenAtMs: NOW, progress: { lastRow: { id: '[17]' } } },
  ]);
});

test('the status of a folder that an older version wrote has no connectors', async () => {
  await recordedWith([]);
  const db = new DatabaseSync(outboxPath(folder));
  db.exec('DROP TABLE connector');
  db.close();
  expect(readAgentStatus(folder, NOW)).toMatchObject({ connectors: [], pending: 1 });
});
