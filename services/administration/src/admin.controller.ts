import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { parseNetwork } from '#config-files/network/parse-network.js';
import type { Database } from '#platform/postgres/database.js';
import { AGENT_REGISTRY, type AgentRegistry } from '#store/agents/agent-registry.js';
import { type AgentCredential, createAgent, inviteAgent } from '#store/agents/enrol.js';
import { applyNetwork, type NetworkCounts } from '#store/network/apply-network.js';
import { admitAdministrator } from './access/administrator.js';
import type { SessionTokens } from './access/session-tokens.js';
import type { SmsReceiptConfig } from './messages/sms-receipts.js';
import { type Verification, verify } from './verification/verification.js';

/** What the administrator's endpoints need. */
export interface AdminOptions {
  readonly database: Database;
  /** Who holds an administrator's token that these have signed may use the endpoints. */
  readonly tokens: SessionTokens;
  /** Told at once of a changed network; processors elsewhere find it in the database within seconds. */
  readonly onNetworkApplied?: () => void;
  /** Where agents find a gateway, if it is not at the address of these endpoints. */
  readonly gatewayUrl?: string | undefined;
  /** How an SMS gateway writes delivery receipts; undefined: none are taken. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
}
export const ADMIN_OPTIONS = Symbol('AdminOptions');

const AGENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** For whoever administers the network: `mnara` uses these. */
@Controller('admin')
export class AdminController {
  constructor(
    @Inject(ADMIN_OPTIONS) readonly options: AdminOptions,
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
  ) {}

  @Post('verify')
  @HttpCode(200)
  async verify(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { recompute?: unknown; recorded?: Record<string, number> },
  ): Promise<Verification> {
    await admitAdministrator(this.options.tokens, authorization);
    return verify(this.options.database, body.recompute === true, new Map(Object.entries(body.recorded ?? {})));
  }

  @Post('network')
  @HttpCode(200)
  async network(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<NetworkCounts> {
    await admitAdministrator(this.options.tokens, authorization);
    const yaml = typeof body.yaml === 'string' ? body.yaml : '';
    const parsed = parseNetwork(yaml);
    if (!parsed.ok)
      throw new UnprocessableEntityException({
        faults: parsed.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`),
      });
    const applied = await applyNetwork(this.options.database, parsed.network, yaml, Date.now());
    if (!applied.ok) throw new UnprocessableEntityException({ faults: applied.faults });
    this.options.onNetworkApplied?.();
    return applied.counts;
  }

  @Post('agents')
  @HttpCode(200)
  async agents(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { agentId?: unknown; centreId?: unknown },
  ): Promise<AgentCredential & { readonly gatewayUrl?: string }> {
    await admitAdministrator(this.options.tokens, authorization);
    if (typeof body.agentId !== 'string' || !AGENT_ID.test(body.agentId)) {
      throw new UnprocessableEntityException({
        faults: [
          'The agent id is missing or has other characters than letters, digits, dot, dash and underscore (at most 64).',
        ],
      });
    }
    const centreId = typeof body.centreId === 'string' ? body.centreId : undefined;
    const { gatewayUrl } = this.options;
    const credential = await createAgent(this.registry, body.agentId, centreId, Date.now());
    return gatewayUrl === undefined ? credential : { ...credential, gatewayUrl };
  }

  @Post('invitations')
  @HttpCode(200)
  async invitations(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { centreId?: unknown },
  ): Promise<{ code: string }> {
    await admitAdministrator(this.options.tokens, authorization);
    return { code: await inviteAgent(this.registry, String(body.centreId ?? ''), Date.now()) };
  }
}
