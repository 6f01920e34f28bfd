import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AGENT_REGISTRY, type AgentRegistry } from '#store/agents/agent-registry.js';
import { authenticate } from '../enrolment/authenticate.js';
import { exchange } from './https-carrier.js';
import { INTAKE_METRICS, type IntakeMetrics } from './intake-metrics.js';
import { MAX_FRAME_BYTES } from './link-session.js';
import { LinkSessions } from './link-sessions.js';
import { bodyOf } from './request-body.js';

/** Receives frames by HTTPS from agents that cannot open a WebSocket. */
@Controller('agent/v1/batch')
export class BatchController {
  constructor(
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(LinkSessions) readonly sessions: LinkSessions,
    @Inject(INTAKE_METRICS) readonly metrics: IntakeMetrics,
  ) {}

  @Post()
  async take(@Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await authenticate(request.headers.authorization, this.registry);
    if (!found.ok) {
      this.metrics.fault(`http_${found.status}`);
      response.status(found.status).type('text/plain').send(found.reason);
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = await bodyOf(request, MAX_FRAME_BYTES);
    } catch {
      this.metrics.fault('too_large');
      const reason = `The batch is above ${MAX_FRAME_BYTES} bytes; send fewer events at once.`;
      response.status(413).type('text/plain').send(reason);
      return;
    }
    const answer = await exchange(bytes, (carrier) => this.sessions.open(found.agent, carrier));
    if (answer.status === 503) response.status(503).set('Retry-After', '5').type('text/plain').send(answer.body);
    else response.status(answer.status).type('application/x-protobuf').send(Buffer.from(answer.body));
  }
}
