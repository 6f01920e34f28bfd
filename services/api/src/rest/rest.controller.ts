import { Controller, Get, Inject, Logger, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { LANGUAGES, type Language } from '#domain/people/contact.js';
import { VERSION } from '#platform/version.js';
import { visibleTo } from '#store/network/directory.js';
import { languageOf } from '../access/reader-language.js';
import { goneSignal, viewerOf } from '../access/viewer-context.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { FILE_FORMATS, type FileFormat } from '../exports/export-limits.js';
import { FILE_KINDS, type FileKind } from '../exports/file-question.js';
import { FileResponder } from '../exports/file-responder.js';
import { MEDIA_TYPES } from '../exports/make-file.js';
import { answeredBy } from '../graphql/answer-in-slices.js';
import { FigureBudget, Questions } from '../kpi/questions.js';
import { LiveHub } from '../live/live-hub.js';
import { openApi } from './openapi.js';
import { type Problem, problem, problemOf } from './problem.js';
import { readParameters } from './query-parameters.js';
import type { RestContext, RestRoute } from './rest-route.js';
import { REST_ROUTES } from './routes.js';
import { sendJson, sendProblem } from './send-answer.js';

/** The REST API: the same viewers, scopes, turns and limits as GraphQL. */
@Controller('api/v1')
export class RestController {
  readonly #log = new Logger('rest');

  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Questions) private readonly questions: Questions,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Inject(FileResponder) private readonly files: FileResponder,
  ) {}

  /** The description of this API; it has nothing that is secret. */
  @Get('openapi.json')
  document(@Res() response: Response): void {
    response.setHeader('Cache-Control', 'no-cache');
    response.json(openApi(REST_ROUTES, VERSION));
  }

  /** A page as JSON; with `format`, or an Accept header for a type of file, the whole as a file. */
  @Get(':resource')
  async resource(@Param('resource') name: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const viewer = await this.#viewer(request);
      const kind = FILE_KINDS.find((known) => known === name);
      const route = REST_ROUTES.find((one) => one.name === name);
      const format = formatOf(request, kind);
      if (kind === undefined && route === undefined) sendProblem(response, unknownResource());
      else if (format === undefined) sendProblem(response, unknownFormat(name, kind));
      else if (kind !== undefined && format !== 'page')
        await this.files.respond(kind, fileAddress(request, format), viewer, response);
      else if (route !== undefined) await this.#answer(route, this.#context(viewer, response), request, response);
      else sendProblem(response, unknownFormat(name, kind));
    } catch (error) {
      sendProblem(
        response,
        problemOf(error, (cause) => this.#log.error(cause instanceof Error ? cause.stack : cause), readerOf(request)),
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

  async #answer(route: RestRoute, context: RestContext, request: Request, response: Response): Promise<void> {
    const address = new URL(request.originalUrl, 'http://localhost');
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
      read: (work) => this.questions.ask({ lane: 'short', figures: 0 }, asking, work),
    };
  }
}

/** The language of a refusal: the one that the answer was asked in, or that the Accept-Language header prefers. */
const readerOf = (request: Request): Language =>
  LANGUAGES.find((language) => language === request.query['language']) ?? languageOf(request);

/** The parameters of a file: a format that the Accept header names is one of them. */
function fileAddress({ originalUrl }: Request, format: FileFormat): URLSearchParams {
  const { searchParams } = new URL(originalUrl, 'http://localhost');
  if (!searchParams.has('format')) searchParams.set('format', format);
  return searchParams;
}

/** Resources with a page, and those that are only files. */
function unknownResource(): Problem {
  const names = new Set([...REST_ROUTES.map((one) => one.name), ...FILE_KINDS]);
  return problem('NOT_FOUND', `There is no such resource; there are ${[...names].join(', ')}.`);
}

function unknownFormat(name: string, kind: FileKind | undefined): Problem {
  const known = kind === undefined ? 'json' : FILE_FORMATS.join(', ');
  const advice = 'ask for one of them with format or the Accept header.';
  return problem('NOT_ACCEPTABLE', `${name} has the formats ${known}; ${advice}`);
}

/** The format of a file, or a page of JSON; undefined: the resource has it not. `format` counts before the header. */
function formatOf(request: Request, kind: FileKind | undefined): FileFormat | 'page' | undefined {
  const named = request.query['format'];
  if (named !== undefined)
    return kind === undefined && named === 'json' ? 'page' : kind && FILE_FORMATS.find((format) => format === named);
  const files = kind === undefined ? [] : FILE_FORMATS.filter((format) => format !== 'json');
  const asked = request.accepts(['json', ...files.map((format) => MEDIA_TYPES[format].split(';')[0] as string)]);
  if (asked === false) return undefined;
  return files.find((format) => MEDIA_TYPES[format].startsWith(asked)) ?? 'page';
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
