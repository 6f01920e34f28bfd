import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { AGENT_REGISTRY, type AgentRegistry } from '#store/agents/agent-registry.js';
import { enrolAgent } from '#store/agents/enrol.js';
import { INTAKE_METRICS, type IntakeMetrics } from '../link/intake-metrics.js';
import { bodyOf } from '../link/request-body.js';
import { FailureLimit } from './failure-limit.js';

const MAX_BYTES = 1024;
const MAX_WRONG_CODES = 20;
const WITHIN_MS = 60_000;
const enrolment = z.object({ code: z.string().min(4).max(64) });

/** Issues an agent's key in return for the single-use code of an invitation. */
@Controller('agent/v1/enrol')
export class EnrolmentController {
  readonly #enrolments = new FailureLimit(MAX_WRONG_CODES, WITHIN_MS);

  constructor(
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(INTAKE_METRICS) readonly metrics: IntakeMetrics,
  ) {}

  @Post()
  async enrol(@Req() request: Request, @Res() response: Response): Promise<void> {
    const from = request.socket.remoteAddress ?? '';
    if (this.#enrolments.isExceeded(from, Date.now())) {
      response
        .status(429)
        .json({ error: 'Too many wrong codes were sent from this address; wait a minute and try again.' });
      return;
    }
    const code = await codeOf(request);
    const credential = code === undefined ? undefined : await enrolAgent(this.registry, code, Date.now());
    if (credential === undefined) {
      this.#enrolments.failed(from, Date.now());
      this.metrics.fault('wrong_code');
      response.status(403).json({ error: 'The code is wrong, used or expired; request a new one.' });
      return;
    }
    response.status(201).json({ agentId: credential.agentId, centreId: credential.centreId, key: credential.key });
  }
}

/** Reads the code from a request, whether or not a JSON parser has already read the body. */
async function codeOf(request: Request): Promise<string | undefined> {
  try {
    const body: unknown = request.body ?? JSON.parse(Buffer.from(await bodyOf(request, MAX_BYTES)).toString());
    return enrolment.parse(body).code;
  } catch {
    return undefined;
  }
}
