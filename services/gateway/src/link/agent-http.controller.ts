import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  AGENT_REGISTRY,
  type AgentRegistry,
  CENTRE_DIRECTORY,
  type CentreDirectory,
  POSITION_READER,
  type PositionReader,
} from '#store/agents/agent-registry.js';
import { enrolAgent } from '#store/agents/enrol.js';
import { DIRECTIVE_STORE, type DirectiveStore } from '#store/directives/agent-directives.js';
import { authenticate } from '../enrolment/authenticate.js';
import { FailureLimit } from '../enrolment/failure-limit.js';
import { MAX_FRAME_BYTES } from './agent-link.gateway.js';
import { Intake } from './intake.js';
import { takeBatch } from './take-batch.js';

const ENROL_BYTES = 1024;
const DRAINED_LIMITS = 32;
const enrolment = z.object({ code: z.string().min(4).max(64) });

class BodyTooLargeError extends Error {
  readonly code = 'too_large';
}

/** What agents say by plain HTTPS: batches where a socket cannot be had, and enrolment. */
@Controller('agent/v1')
export class AgentHttpController {
  readonly #enrolments = new FailureLimit(20, 60_000);

  constructor(
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(POSITION_READER) readonly positions: PositionReader,
    @Inject(CENTRE_DIRECTORY) readonly centres: CentreDirectory,
    @Inject(DIRECTIVE_STORE) readonly directives: DirectiveStore,
    @Inject(Intake) readonly intake: Intake,
  ) {}

  @Post('batch')
  async batch(@Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await authenticate(request.headers.authorization, this.registry);
    if (!found.ok) {
      this.intake.metrics.fault(`http_${found.status}`);
      response.status(found.status).type('text/plain').send(found.reason);
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = await bodyOf(request, MAX_FRAME_BYTES);
    } catch {
      this.intake.metrics.fault('too_large');
      response
        .status(413)
        .type('text/plain')
        .send(`The batch is above ${MAX_FRAME_BYTES} bytes; send fewer events at once.`);
      return;
    }
    const answer = await takeBatch(bytes, {
      agent: found.agent,
      intake: this.intake,
      positions: this.positions,
      centres: this.centres,
      directives: this.directives,
      now: Date.now,
    });
    if (answer.status === 503) response.status(503).set('Retry-After', '5').type('text/plain').send(answer.body);
    else response.status(answer.status).type('application/x-protobuf').send(Buffer.from(answer.body));
  }

  @Post('enrol')
  async enrol(@Req() request: Request, @Res() response: Response): Promise<void> {
    const from = request.socket.remoteAddress ?? '';
    if (this.#enrolments.isExceeded(from, Date.now())) {
      response.status(429).json({ error: 'Too many wrong codes; wait a minute.' });
      return;
    }
    const code = await codeOf(request);
    const credential = code === undefined ? undefined : await enrolAgent(this.registry, code, Date.now());
    if (credential === undefined) {
      this.#enrolments.failed(from, Date.now());
      this.intake.metrics.fault('wrong_code');
      response.status(403).json({ error: 'The code is wrong, used or expired; ask for a new one.' });
      return;
    }
    response.status(201).json({ agentId: credential.agentId, centreId: credential.centreId, key: credential.key });
  }
}

/** The code of a request, whether a JSON parser ran before or not. */
async function codeOf(request: Request): Promise<string | undefined> {
  try {
    const body: unknown = request.body ?? JSON.parse(Buffer.from(await bodyOf(request, ENROL_BYTES)).toString());
    return enrolment.parse(body).code;
  } catch {
    return undefined;
  }
}

async function bodyOf(request: Request, limit: number): Promise<Uint8Array> {
  if (Buffer.isBuffer(request.body)) {
    if (request.body.byteLength > limit) throw new BodyTooLargeError();
    return request.body;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= limit) chunks.push(chunk);
    // The rest is read and dropped, so that the caller hears the answer instead of a broken connection; but not for ever.
    else if (size > DRAINED_LIMITS * limit) break;
  }
  if (size > limit) throw new BodyTooLargeError();
  return Buffer.concat(chunks);
}
