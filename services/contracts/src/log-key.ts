/**
 * The key of an agent's records in the event log. All records of an agent have the same key, so that its sequence
 * numbers stay in order. The key of an agent of one centre is that centre's id. An agent that imports the history of
 * many centres has its own key, which can never be the id of a centre.
 */
export const logKey = ({
  agentId,
  centreId,
}: {
  readonly agentId: string;
  readonly centreId?: string | undefined;
}): string => centreId ?? manyCentres(agentId);

const manyCentres = (agentId: string): string => `${agentId}/*`;

/** Whether records with this key may contain events of this centre. */
export const speaksFor = (key: string, agentId: string, centreId: string): boolean =>
  key === centreId || key === manyCentres(agentId);
