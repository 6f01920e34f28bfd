import type { AgentLog } from '../agent/agent-log.js';
import type { Delivery } from './delivery.js';

/** What a carrier takes the agent's frames from, and where it takes them to. */
export interface CarrierOptions {
  /** http(s) address of the gateway, without a path. */
  readonly gatewayUrl: string;
  readonly key: string;
  readonly delivery: Delivery;
  readonly log: AgentLog;
  readonly pingMs: number;
}

/** Why the gateway, or whatever is on the way to it, did not take the agent's frames. */
export interface Refusal {
  /** The gateway does not accept the key or the centre: a person has to look at it. */
  readonly refused: boolean;
  readonly reason: string;
}

/** How a conversation ended. */
export interface Ending extends Refusal {
  /** The gateway welcomed the agent in it. */
  readonly welcomed: boolean;
}

const REASON_CHARS = 500;

/** The refusal that an HTTP answer stands for. @param what the request, for an answer without words */
export const refusalBy = (status: number, body: string, what: string): Refusal => ({
  refused: status === 401 || status === 403,
  reason: body.trim().slice(0, REASON_CHARS) || `The gateway answered ${status} to ${what}.`,
});

/** No answer came at all. */
export const unreachable = (why: string): Refusal => ({
  refused: false,
  reason: `The gateway cannot be reached (${why}).`,
});

/** An address of the gateway for agents. */
export const agentAddress = (gatewayUrl: string, name: 'link' | 'batch'): string =>
  `${gatewayUrl.replace(/\/$/, '')}/agent/v1/${name}`;
