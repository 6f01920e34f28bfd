import { Inject, Injectable } from '@nestjs/common';
import {
  CENTRE_DIRECTORY,
  type CentreDirectory,
  type KnownAgent,
  POSITION_READER,
  type PositionReader,
} from '#store/agents/agent-registry.js';
import { AGENT_DIRECTIVE_STORE, type AgentDirectiveStore } from '#store/directives/agent-directive-store.js';
import { Intake } from './intake.js';
import { LinkSession, type SessionCarrier } from './link-session.js';

/** Opens sessions with agents, over any carrier. */
@Injectable()
export class LinkSessions {
  constructor(
    @Inject(POSITION_READER) readonly positions: PositionReader,
    @Inject(CENTRE_DIRECTORY) readonly centres: CentreDirectory,
    @Inject(AGENT_DIRECTIVE_STORE) readonly directives: AgentDirectiveStore,
    @Inject(Intake) readonly intake: Intake,
  ) {}

  /** @param agent the agent that the key identifies */
  open(agent: KnownAgent, carrier: SessionCarrier): LinkSession {
    const { intake, positions, centres, directives } = this;
    return new LinkSession({ agent, intake, positions, centres, directives, now: Date.now, carrier });
  }
}
