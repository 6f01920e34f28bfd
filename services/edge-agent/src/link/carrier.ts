import type { AgentLog } from '../agent/agent-log.js';
import type { Delivery } from './delivery.js';

/** Options of both carriers: the gateway, the key, and the delivery whose frames they carry. */
export interface CarrierOptions {
  /** http(s) address of the gateway, without a path. */
  readonly gatewayUrl: string;
  readonly key: string;
  readonly delivery: Delivery;
  readonly log: AgentLog;
  readonly pingMs: number;
}

/** Why the gateway, or a proxy in front of it, did not accept the agent's frames. */
export interface Refusal {
  /** Whether the gateway rejected the key or the centre, so that a person has to fix it. */
  readonly refused: boolean;
  readonly reason: string;
}

/** How a session ended. */
export interface Ending extends Refusal {
  /** Whether the gateway sent a Welcome in this session. */
  readonly welcomed: boolean;
}

const MAX_REASON_CHARS = 500;

/** Converts an HTTP answer into a refusal. @param what name of the request, used when the answer has no text */
export const refusalBy = (status: number, body: string, what: string): Refusal => ({
  refused: status === 401 || status === 403,
  reason: body.trim().slice(0, MAX_REASON_CHARS) || `The gateway answered ${status} to ${what}.`,
});

/** A refusal for a request that received no answer. */
export const unreachable = (why: string): Refusal => ({
  refused: false,
  reason: `The gateway cannot be reached (${why}).`,
});

/** The address of a gateway endpoint for agents. */
export const agentAddress = (gatewayUrl: string, name: 'link' | 'batch'): string =>
  `${gatewayUrl.replace(/\/$/, '')}/agent/v1/${name}`;
