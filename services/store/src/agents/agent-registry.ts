import type { KeyHash } from './agent-key.js';

/** An agent as the server knows it. */
export interface KnownAgent extends KeyHash {
  readonly agentId: string;
  /**
   * The centre whose events it may send; undefined for an import, which may send events of any centre of the network.
   */
  readonly centreId: string | undefined;
  readonly isRevoked: boolean;
}

/** Which agents may send events, and for which centre. */
export interface AgentRegistry {
  find(agentId: string): Promise<KnownAgent | undefined>;
  /** Adds the agent, or gives it a new key and cancels its revocation. @throws when the centre is unknown */
  save(agent: Omit<KnownAgent, 'isRevoked'>, nowMs: number): Promise<void>;
  revoke(agentId: string, nowMs: number): Promise<void>;
  saveEnrolment(codeHash: Uint8Array, centreId: string, expiresAtMs: number): Promise<void>;
  /**
   * Marks a code as used and adds the agent that `agentFor` creates for the code's centre, in one transaction.
   * Undefined when the code is unknown, used or expired.
   */
  enrol(
    codeHash: Uint8Array,
    agentFor: (centreId: string) => Omit<KnownAgent, 'isRevoked'>,
    nowMs: number,
  ): Promise<KnownAgent | undefined>;
}
export const AGENT_REGISTRY = Symbol('AgentRegistry');

/** How far each outbox has been applied. */
export interface PositionReader {
  /** Newest applied sequence number; 0 when no event has been applied. */
  lastSeq(agentId: string, outboxId: string): Promise<number>;
}
export const POSITION_READER = Symbol('PositionReader');

/** Says whether a centre exists. */
export interface CentreDirectory {
  isKnown(centreId: string): Promise<boolean>;
}
export const CENTRE_DIRECTORY = Symbol('CentreDirectory');
