import { z } from 'zod';
import { FILE_FORMATS, type FileFormat } from '../exports/export-limits.js';
import { FILE_SCHEMA } from '../exports/file-options.js';
import { FILE_KINDS } from '../exports/file-question.js';
import { MEDIA_TYPES } from '../exports/make-file.js';
import { COMPONENTS } from './components.js';
import { problemSchema } from './problem.js';
import { isRequired, listKind, PERIOD, where } from './query-parameters.js';
import type { RestRoute } from './rest-route.js';

type Json = { [name: string]: unknown };

/** Formats say it in words that people read; their patterns would fill the document. */
function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key]) => key !== '$schema' && key !== '$id' && !(key === 'pattern' && 'format' in value),
  );
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutPatterns(part)]));
}

const reference = (id: string): string => `#/components/schemas/${id}`;

function components(): Json {
  const { schemas } = z.toJSONSchema(COMPONENTS, { uri: reference, io: 'input' });
  return withoutPatterns(schemas) as Json;
}

/** A parameter of the address. A list is written between commas, or repeated. */
function parameter(name: string, field: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _, description, ...schema } = z.toJSONSchema(field, { io }) as Json;
  const kind = listKind(field);
  const isFlag = JSON.stringify(schema['enum']) === '["true","false"]';
  return {
    name,
    in: 'query',
    required: isRequired(field),
    ...(description === undefined ? {} : { description }),
    ...(kind === undefined ? {} : { style: 'form', explode: kind === 'repeated' }),
    schema: withoutPatterns(isFlag ? { type: 'boolean' } : schema),
  };
}

const parametersOf = (shape: z.ZodObject['shape']): Json[] =>
  Object.entries(shape).map(([name, field]) => parameter(name, field as z.ZodType));

/** What a file takes beside its resource's own parameters. */
const fileParameters = (own: readonly string[], isPage: boolean): Json[] =>
  Object.entries(FILE_SCHEMA.shape)
    .filter(([name]) => !own.includes(name))
    .map(([name, field]) => ({
      ...parameter(name, field, 'input'),
      required: name === 'format' && !isPage,
      description:
        name === 'format' && isPage
          ? 'The whole as a file; without it a page as JSON. An Accept header does the same'
          : `Of a file (docs/exports.md)`,
    }));

const fileContent = (formats: readonly FileFormat[]): Json =>
  Object.fromEntries(
    formats.map((format) => [MEDIA_TYPES[format].split(';')[0], { schema: { type: 'string', format: 'binary' } }]),
  );
const FILES = FILE_FORMATS.filter((format) => format !== 'json');

const nameOf = (schema: z.ZodType): string => COMPONENTS.get(schema)?.id ?? '';

const LINK = { description: 'With rel=next: the address of the next page', schema: { type: 'string' } };
const ETAG = { description: 'Send it back as If-None-Match: 304 when nothing changed', schema: { type: 'string' } };
const AS_OF = { description: 'When the answer was read', schema: { type: 'string', format: 'date-time' } };

/** The body of an answer; lists say where they go on. */
function bodyOf({ answer, isList }: RestRoute): Json {
  const ref = { $ref: reference(nameOf(answer)) };
  if (!isList) return ref;
  const next = { type: ['string', 'null'], description: 'The address of the next page; null: this is the last' };
  return { allOf: [ref, { type: 'object', properties: { next }, required: ['next'] }] };
}

const isFile = (name: string): boolean => FILE_KINDS.some((kind) => kind === name);
const REFUSED = { $ref: '#/components/responses/Problem' };

function operation(route: RestRoute): Json {
  const { name, summary, description, query, isList } = route;
  const own = Object.keys(query.shape);
  return {
    operationId: name,
    summary,
    description,
    parameters: [...parametersOf(query.shape), ...(isFile(name) ? fileParameters(own, true) : [])],
    responses: {
      200: {
        description: summary,
        headers: { ETag: ETAG, 'Mnara-As-Of': AS_OF, ...(isList ? { Link: LINK } : {}) },
        content: { 'application/json': { schema: bodyOf(route) }, ...(isFile(name) ? fileContent(FILES) : {}) },
      },
      304: { description: 'Nothing changed since the answer with that ETag' },
      default: REFUSED,
    },
  };
}

/** A resource that has no page, only files. */
const fileOnly = (name: string): Json => ({
  operationId: name,
  summary: `${name} as a file`,
  description: 'The whole period as a file; there is no page of it.',
  parameters: [...parametersOf({ ...PERIOD, where }), ...fileParameters([], false)],
  responses: { 200: { description: 'The file', content: fileContent(FILE_FORMATS) }, default: REFUSED },
});

/** The OpenAPI 3.1 document of the routes. @param version of the program */
export function openApi(routes: readonly RestRoute[], version: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Mnara REST API',
      version,
      description:
        'Figures and facts of the network for programs. What a caller sees and how much at once is what the GraphQL ' +
        'API allows too.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { session: [] }],
    paths: Object.fromEntries([
      ...routes.map((route) => [`/api/v1/${route.name}`, { get: operation(route) }]),
      ...FILE_KINDS.filter((kind) => routes.every(({ name }) => name !== kind)).map((kind) => [
        `/api/v1/${kind}`,
        { get: fileOnly(kind) },
      ]),
    ]),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of `mnara token` or `mnara api token`' },
        session: { type: 'apiKey', in: 'cookie', name: 'mnara_session', description: "A browser's session" },
      },
      responses: {
        Problem: {
          description: 'Refused; detail says how to fix it',
          content: { 'application/problem+json': { schema: { $ref: reference(nameOf(problemSchema)) } } },
        },
      },
      schemas: components(),
    },
  };
}
