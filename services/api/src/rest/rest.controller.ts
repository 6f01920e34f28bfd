import { Controller, Get, Inject, Logger, Optional, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { VERSION } from '#platform/version.js';
import { visibleTo } from '#store/network/directory.js';
import { goneSignal, viewerOf } from '../access/viewer-context.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { answeredBy } from '../graphql/answer-in-slices.js';
import { FigureBudget, Questions } from '../kpi/questions.js';
import { LiveHub } from '../live/live-hub.js';
import { FILE_RESPONDER, FILE_TYPES, type FileFormat, type FileResponder } from './file-responder.js';
import { openApi } from './openapi.js';
import { problem, problemOf } from './problem.js';
import { readParameters } from './query-parameters.js';
import type { RestContext, RestRoute } from './rest-route.js';
import { REST_ROUTES } from './routes.js';
import { sendJson, sendProblem } from './send-answer.js';

/** Those that an Accept header can ask for. */
const ACCEPTED = (Object.keys(FILE_TYPES) as readonly FileFormat[]).filter((format) => format !== 'json');

/** The REST API: the same viewers, scopes, turns and limits as GraphQL. */
@Controller('api/v1')
export class RestController {
  readonly #log = new Logger('rest');

  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Questions) private readonly questions: Questions,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Optional() @Inject(FILE_RESPONDER) private readonly files: FileResponder | undefined,
  ) {}

  /** The description of this API; it has nothing that is secret. */
  @Get('openapi.json')
  document(@Res() response: Response): void {
    response.setHeader('Cache-Control', 'no-cache');
    response.json(openApi(REST_ROUTES, VERSION));
  }

  @Get(':resource')
  async resource(@Param('resource') name: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const viewer = await this.#viewer(request);
      const route = REST_ROUTES.find((one) => one.name === name);
      if (route === undefined && this.#formatsOf(name).length === 0) {
        const names = REST_ROUTES.map((one) => one.name).join(', ');
        sendProblem(response, problem('NOT_FOUND', `There is no such resource; there are ${names}.`));
      } else await this.#answer(name, route, this.#context(viewer, response), { request, response });
    } catch (error) {
      sendProblem(
        response,
        problemOf(error, (cause) => this.#log.error(cause instanceof Error ? cause.stack : cause)),
      );
    }
  }

  async #viewer(request: Request): Promise<Viewer> {
    try {
      return await viewerOf(request, this.tokens, this.config.now());
    } catch (error) {
      throw new RequestError('UNAUTHENTICATED', error instanceof Error ? error.message : String(error));
    }
  }

  #formatsOf(resource: string): readonly FileFormat[] {
    return this.files?.formatsOf(resource) ?? [];
  }

  async #answer(
    resource: string,
    route: RestRoute | undefined,
    context: RestContext,
    { request, response }: { readonly request: Request; readonly response: Response },
  ): Promise<void> {
    const address = new URL(request.originalUrl, 'http://localhost');
    const formats = this.#formatsOf(resource);
    const format = formatOf(request, address.searchParams, formats);
    if (format === undefined || (format === 'page' && route === undefined)) {
      const known = [...new Set(['json', ...formats])].join(', ');
      const detail = `${resource} has the formats ${known}; ask for one of them with format or the Accept header.`;
      sendProblem(response, problem('NOT_ACCEPTABLE', detail));
      return;
    }
    if (format !== 'page') {
      const parameters = address.searchParams;
      await this.files?.respond({ resource, format, parameters }, context, response);
      return;
    }
    if (route !== undefined) await this.#page(route, address, context, { request, response });
  }

  /** The JSON of a resource, or a page of it. */
  async #page(
    route: RestRoute,
    address: URL,
    context: RestContext,
    { request, response }: { readonly request: Request; readonly response: Response },
  ): Promise<void> {
    refuseUnknown(route, address.searchParams);
    const query = readParameters(route.query, address.searchParams);
    const { body, next } = await route.respond(query as never, context);
    if (!route.isList) return sendJson(request, response, body, context.now);
    const link = next === undefined ? null : nextPage(address, next);
    if (link !== null) response.setHeader('Link', `<${link}>; rel="next"`);
    await sendJson(request, response, { ...(body as object), next: link }, context.now);
  }

  #context(viewer: Viewer, response: Response): RestContext {
    const directory = this.hub.directory();
    const asking = { viewer, gone: goneSignal(response), answered: answeredBy(response) };
    return {
      ...asking,
      questions: this.questions,
      budget: new FigureBudget(),
      directory,
      visible: visibleTo(viewer, directory, undefined),
      smallestCell: this.config.smallestCell,
      now: this.config.now(),
      exports: () =>
        (this.files?.resources ?? []).map((resource) => ({ resource, formats: this.#formatsOf(resource) })),
      read: (work) => this.questions.ask({ lane: 'short', figures: 0 }, asking, work),
    };
  }
}

/**
 * The asked format, or `page`: the JSON of the resource; undefined: it has no such format. `format` counts before the
 * Accept header.
 */
function formatOf(
  request: Request,
  parameters: URLSearchParams,
  formats: readonly FileFormat[],
): FileFormat | 'page' | undefined {
  const named = parameters.get('format');
  if (named !== null) return formats.find((format) => format === named) ?? (named === 'json' ? 'page' : undefined);
  const accepted = ACCEPTED.filter((format) => formats.includes(format));
  const types = ['application/json', ...accepted.map((format) => FILE_TYPES[format])];
  const type = request.accepts(types);
  if (type === false) return undefined;
  return ACCEPTED.find((format) => FILE_TYPES[format] === type) ?? 'page';
}

/** @throws RequestError BAD_VALUE: a parameter that is not used would be taken for one that is */
function refuseUnknown({ name, query }: RestRoute, parameters: URLSearchParams): void {
  const known = [...Object.keys(query.shape), 'format'];
  for (const parameter of parameters.keys())
    if (!known.includes(parameter))
      throw new RequestError(
        'BAD_VALUE',
        `${name} has no parameter "${parameter.slice(0, 40)}"; it has ${known.join(', ')}.`,
      );
}

function nextPage(address: URL, cursor: string): string {
  const next = new URL(address);
  next.searchParams.set('after', cursor);
  return `${next.pathname}${next.search}`;
}
