import type { CentreDimension } from '#store/network/dimension-store.js';
import { Mentioned } from '#store/network/dimensions.js';
import type { ComplaintChange } from '#store/visits/processor-store.js';
import type { Admitted } from './admission.js';
import { BatchPlan } from './batch-plan.js';
import type { LastSeen } from './last-seen.js';

/** A heartbeat of an agent. */
export interface Heartbeat {
  readonly centre: CentreDimension;
  readonly agentId: string;
  /** Time of the heartbeat, Unix milliseconds. */
  readonly at: number;
  readonly clockOffsetMs: number;
}

/** Collects what the new events of a batch contain. The events themselves are not kept. */
export class BatchContents {
  readonly plan: BatchPlan;
  readonly complaints: ComplaintChange[] = [];
  readonly heartbeats: Heartbeat[] = [];
  /** Time of the newest event of each centre, without heartbeats, Unix milliseconds. */
  readonly newest = new Map<CentreDimension, number>();
  readonly mentioned = new Mentioned();
  /** Centres whose events came from an agent of many centres, with the id of that agent. */
  readonly sharedCentres = new Map<CentreDimension, string>();
  events = 0;

  constructor(seenBefore: LastSeen) {
    this.plan = new BatchPlan(seenBefore);
  }

  add(admitted: Admitted): void {
    const { event, centre, key } = admitted;
    this.events += 1;
    if (key !== centre.centreId) this.sharedCentres.set(centre, event.agentId);
    const { fact } = event;
    if (fact.kind === 'heartbeat')
      this.heartbeats.push({ centre, agentId: event.agentId, at: event.at, clockOffsetMs: fact.clockOffsetMs });
    else if (event.at > (this.newest.get(centre) ?? 0)) this.newest.set(centre, event.at);
    this.mentioned.service(event.serviceId);
    this.mentioned.desk(centre.centreKey, event.deskId);
    this.mentioned.officer(event.staff);
    if (fact.kind === 'ticket_transferred') this.mentioned.service(fact.toServiceId);
    this.#noteComplaint(admitted);
    this.plan.add(admitted);
  }

  #noteComplaint({ event, centre }: Admitted): void {
    const { fact } = event;
    if (fact.kind !== 'complaint_opened' && fact.kind !== 'complaint_answered' && fact.kind !== 'complaint_closed')
      return;
    const step =
      fact.kind === 'complaint_opened' ? 'opened' : fact.kind === 'complaint_answered' ? 'answered' : 'closed';
    const { centreKey } = centre;
    this.complaints.push({ centreKey, complaintId: fact.complaintId, visitId: event.visitId, step, at: event.at });
  }
}
