import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { AGENT_REGISTRY, type AgentRegistry } from '#store/agents/agent-registry.js';
import { type AgentCredential, createAgent, inviteAgent } from '#store/agents/enrol.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';

const AGENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Agents and their keys: `mnara agent enrol` and `mnara import` use these endpoints. */
@Controller('admin')
export class AgentsController {
  constructor(
    @Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions,
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
  ) {}

  @Post('agents')
  @HttpCode(200)
  async create(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { agentId?: unknown; centreId?: unknown },
  ): Promise<AgentCredential & { readonly gatewayUrl?: string }> {
    await admitAdministrator(this.options.tokens, authorization);
    if (typeof body.agentId !== 'string' || !AGENT_ID.test(body.agentId)) {
      throw new UnprocessableEntityException({
        faults: ['The agent id is missing or not valid; use at most 64 letters, digits, dots, dashes and underscores.'],
      });
    }
    const centreId = typeof body.centreId === 'string' ? body.centreId : undefined;
    const { gatewayUrl } = this.options;
    const credential = await createAgent(this.registry, body.agentId, centreId, Date.now());
    return gatewayUrl === undefined ? credential : { ...credential, gatewayUrl };
  }

  @Post('invitations')
  @HttpCode(200)
  async invite(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { centreId?: unknown },
  ): Promise<{ code: string }> {
    await admitAdministrator(this.options.tokens, authorization);
    return { code: await inviteAgent(this.registry, String(body.centreId ?? ''), Date.now()) };
  }
}
