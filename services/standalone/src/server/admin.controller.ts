import { timingSafeEqual } from 'node:crypto';
import {
  Body,
  Controller,
  ForbiddenException,
  Headers,
  HttpCode,
  Inject,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import { parseNetwork } from '#contracts/network/parse-network.js';
import { AGENT_REGISTRY, type AgentRegistry } from '#gateway/application/agent-registry.js';
import { type AgentCredential, createAgent, inviteAgent } from '#gateway/application/enrol.js';
import type { Database } from '#platform/postgres/database.js';
import { ProcessorHost } from '#stream-processor/stream-processor.module.js';
import { applyNetwork, type NetworkCounts } from '../network/apply-network.js';
import { type Verification, verify } from './verification.js';

/** What the local administrator's endpoints need. */
export interface AdminOptions {
  readonly database: Database;
  /** Bearer token that only the owner of the data folder can read. */
  readonly token: string;
}
export const ADMIN_OPTIONS = Symbol('AdminOptions');

const AGENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** For whoever sits at the server: `mnara` on the same machine uses these. */
@Controller('admin')
export class AdminController {
  constructor(
    @Inject(ADMIN_OPTIONS) readonly options: AdminOptions,
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(ProcessorHost) readonly processor: ProcessorHost,
  ) {}

  @Post('verify')
  @HttpCode(200)
  verify(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { recompute?: unknown; recorded?: Record<string, number> },
  ): Promise<Verification> {
    this.#admit(authorization);
    return verify(this.options.database, body.recompute === true, new Map(Object.entries(body.recorded ?? {})));
  }

  @Post('network')
  @HttpCode(200)
  async network(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<NetworkCounts> {
    this.#admit(authorization);
    const yaml = typeof body.yaml === 'string' ? body.yaml : '';
    const parsed = parseNetwork(yaml);
    if (!parsed.ok)
      throw new UnprocessableEntityException({
        faults: parsed.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`),
      });
    const applied = await applyNetwork(this.options.database, parsed.network, yaml, Date.now());
    if (!applied.ok) throw new UnprocessableEntityException({ faults: applied.faults });
    this.processor.networkChanged();
    return applied.counts;
  }

  @Post('agents')
  @HttpCode(200)
  agents(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { agentId?: unknown; centreId?: unknown },
  ): Promise<AgentCredential> {
    this.#admit(authorization);
    if (typeof body.agentId !== 'string' || !AGENT_ID.test(body.agentId)) {
      throw new UnprocessableEntityException({
        faults: [
          'The agent id is missing or has other characters than letters, digits, dot, dash and underscore (at most 64).',
        ],
      });
    }
    return createAgent(
      this.registry,
      body.agentId,
      typeof body.centreId === 'string' ? body.centreId : undefined,
      Date.now(),
    );
  }

  @Post('invitations')
  @HttpCode(200)
  async invitations(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { centreId?: unknown },
  ): Promise<{ code: string }> {
    this.#admit(authorization);
    return { code: await inviteAgent(this.registry, String(body.centreId ?? ''), Date.now()) };
  }

  #admit(authorization: string | undefined): void {
    const expected = Buffer.from(`Bearer ${this.options.token}`);
    const given = Buffer.from(authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new ForbiddenException(
        'Only the administrator of this server may do that; run mnara on the server itself with --data.',
      );
    }
  }
}
