import { z } from 'zod';
import { FILE_FORMATS } from '../exports/export-limits.js';
import { COMPONENTS } from './components.js';
import { problemSchema } from './problem.js';
import { isRequired, listKind } from './query-parameters.js';
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
function parameter(name: string, field: z.ZodType): Json {
  const { $schema: _, description, ...schema } = z.toJSONSchema(field, { io: 'output' }) as Json;
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

function operation(route: RestRoute): Json {
  const { name, summary, description, query, isList } = route;
  return {
    operationId: name,
    summary,
    description,
    parameters: [
      ...Object.entries(query.shape).map(([key, field]) => parameter(key, field as z.ZodType)),
      {
        name: 'format',
        in: 'query',
        required: false,
        description: 'As a file, where the resource has files; the Accept header does the same',
        schema: { type: 'string', enum: [...FILE_FORMATS] },
      },
    ],
    responses: {
      200: {
        description: summary,
        headers: { ETag: ETAG, 'Mnara-As-Of': AS_OF, ...(isList ? { Link: LINK } : {}) },
        content: { 'application/json': { schema: bodyOf(route) } },
      },
      304: { description: 'Nothing changed since the answer with that ETag' },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

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
    paths: Object.fromEntries(routes.map((route) => [`/api/v1/${route.name}`, { get: operation(route) }])),
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
