/**
 * The key of an agent's records in the event log. All records of an agent have one key, whatever they say, so that its seqs stay in order.
 * An agent of one centre has that centre's id; one that brings history of many centres has a key of its own, which no centre can have.
 */
export const logKey = ({
  agentId,
  centreId,
}: {
  readonly agentId: string;
  readonly centreId?: string | undefined;
}): string => centreId ?? manyCentres(agentId);

const manyCentres = (agentId: string): string => `${agentId}/*`;

/** Whether records under this key may tell of this centre. */
export const speaksFor = (key: string, agentId: string, centreId: string): boolean =>
  key === centreId || key === manyCentres(agentId);
