import { fromBinary } from '@bufbuild/protobuf';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { logKey } from '#contracts/log-key.js';
import { parseEvent } from '#contracts/parse-event.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { CentreDirectory, KnownAgent } from '#store/agents/agent-registry.js';

/**
 * What is wrong with one event. The event is still appended to the log, and the processor moves it to the dead letters.
 */
export interface SeqFault {
  readonly seq: number;
  readonly code: string;
  readonly message: string;
}

export type CheckedBatch =
  | {
      readonly ok: true;
      readonly records: readonly LogRecord[];
      readonly faults: readonly SeqFault[];
      readonly firstSeq: number;
      readonly lastSeq: number;
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

interface Checked {
  seq: number | undefined;
  readonly payload: Uint8Array;
  readonly fault: { readonly code: string; readonly message: string } | undefined;
}

/** Checks the events of one frame and converts them into log records. */
export async function checkBatch(
  agent: KnownAgent,
  outboxId: string,
  events: readonly Uint8Array[],
  centres: CentreDirectory,
  receivedAtMs: number,
): Promise<CheckedBatch> {
  const checked: Checked[] = [];
  for (const payload of events) checked.push(await check(payload, agent, centres, receivedAtMs));
  fillSeqs(checked);
  const records: LogRecord[] = [];
  const faults: SeqFault[] = [];
  let before = 0;
  const key = logKey(agent);
  for (const { seq, payload, fault } of checked) {
    if (seq === undefined) {
      return {
        ok: false,
        code: 'bad_frame',
        message:
          'No event of the batch can be decoded; the batch was truncated, or its events are not ' +
          'mnara.v1.Event messages.',
      };
    }
    if (seq <= before) {
      return {
        ok: false,
        code: 'wrong_seq',
        message: `The batch has seq ${seq} after ${before}; send events in ascending order of seq.`,
      };
    }
    before = seq;
    records.push({
      key,
      sourceId: agent.agentId,
      sourceEpoch: outboxId,
      seq,
      receivedAtMs,
      payload,
    });
    if (fault !== undefined) faults.push({ seq, ...fault });
  }
  return { ok: true, records, faults, firstSeq: records[0]?.seq ?? 0, lastSeq: before };
}

async function check(
  payload: Uint8Array,
  agent: KnownAgent,
  centres: CentreDirectory,
  receivedAtMs: number,
): Promise<Checked> {
  const parsed = parseEvent(payload, receivedAtMs);
  if (!parsed.ok) return { seq: seqOf(payload), payload, fault: parsed.fault };
  const { event } = parsed;
  const seq = event.seq > 0 ? event.seq : undefined;
  if (event.agentId !== agent.agentId) {
    return {
      seq,
      payload,
      fault: {
        code: 'wrong_agent',
        message: `The event names agent "${event.agentId}", but the key belongs to agent "${agent.agentId}".`,
      },
    };
  }
  if (agent.centreId !== undefined && event.centreId !== agent.centreId) {
    const message =
      `The event names centre "${event.centreId}", but the agent may send events of ` + `"${agent.centreId}" only.`;
    return { seq, payload, fault: { code: 'wrong_centre', message } };
  }
  // Only what is said of an import names no centre.
  if (agent.centreId === undefined && event.centreId !== '' && !(await centres.isKnown(event.centreId))) {
    const message =
      `The network has no centre "${event.centreId}"; add it with "mnara network apply", or fix the ` +
      'id in the source.';
    return { seq, payload, fault: { code: 'unknown_centre', message } };
  }
  return { seq, payload, fault: undefined };
}

/** The seq of an event that was rejected; undefined when the event cannot be decoded. */
function seqOf(payload: Uint8Array): number | undefined {
  try {
    const seq = Number(fromBinary(EventSchema, payload).seq);
    return seq > 0 && Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An event that cannot be decoded gets the seq between those of its neighbours, because an agent's sequence numbers
 * have no gaps.
 */
function fillSeqs(checked: Checked[]): void {
  const known = checked.findIndex((one) => one.seq !== undefined);
  checked.forEach((one, index) => {
    if (one.seq !== undefined) return;
    const after = checked[index - 1]?.seq;
    const first = checked[known]?.seq;
    if (after !== undefined) one.seq = after + 1;
    else if (first !== undefined && first > known - index) one.seq = first - (known - index);
  });
}
