import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { type Event, EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { readSegment } from '#contracts/segment.js';
import type { SourceEvent, SourceFact } from '../connector.js';

const MAX_EVENTS = 500;
/** Fields that only the agent may set. */
const AGENT_FIELDS = ['eventId', 'agentId', 'seq', 'recordedAtMs', 'clockOffsetMs', 'schemaVersion'] as const;

export type LocalEvents =
  | { readonly ok: true; readonly events: readonly SourceEvent[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the proto JSON of one mnara.v1.Event or of a list, without the fields that the agent adds. `occurredAtMs` is
 * the time by this computer's clock.
 */
export function parseLocalEvents(body: string): LocalEvents {
  let json: JsonValue;
  try {
    json = JSON.parse(body) as JsonValue;
  } catch (error) {
    return { ok: false, message: `The body is not JSON (${messageOf(error)}).` };
  }
  const list = Array.isArray(json) ? json : [json];
  if (list.length === 0 || list.length > MAX_EVENTS)
    return { ok: false, message: `The list has ${list.length} events; send 1 to ${MAX_EVENTS}.` };
  const events: SourceEvent[] = [];
  for (const [index, one] of list.entries()) {
    try {
      events.push(toSource(fromJson(EventSchema, one)));
    } catch (error) {
      return { ok: false, message: `Event ${index} is not a mnara.v1.Event (${messageOf(error)}).` };
    }
  }
  return { ok: true, events };
}

function toSource(event: Event): SourceEvent {
  for (const field of AGENT_FIELDS) {
    if (event[field] !== '' && Number(event[field]) !== 0)
      throw new Error(`leave out ${field}, because the agent adds it`);
  }
  if (event.fact.case === undefined) throw new Error('the fact is missing, for example "ticketIssued": {}');
  if (event.fact.case === 'heartbeat') throw new Error('only the agent may send heartbeats');
  if (event.occurredAtMs === 0n) throw new Error('occurredAtMs is missing; send Unix milliseconds');
  const { segment } = event;
  return {
    occurredAtMs: Number(event.occurredAtMs),
    clock: 'local',
    fact: event.fact as SourceFact,
    centreId: known(event.centreId),
    visitId: known(event.visitId),
    legNo: event.legNo === 0 ? undefined : event.legNo,
    ticketNo: known(event.ticketNo),
    serviceId: known(event.serviceId),
    deskId: known(event.deskId),
    staff: known(event.staffPseudonym),
    channel: known(event.channel),
    defects: event.defects,
    segment: segment === undefined ? undefined : readSegment(segment),
  };
}

const known = (text: string): string | undefined => (text === '' ? undefined : text);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
