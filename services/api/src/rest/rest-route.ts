import type { z } from 'zod';
import type { Viewer } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import type { Directory } from '#store/network/directory.js';
import type { AnswerContext } from '../kpi/answer-question.js';

/** What a route reads with. */
export interface RestContext extends AnswerContext {
  readonly viewer: Viewer;
  /** What the viewer may see of the network. */
  readonly visible: Directory;
  /** Reads at one moment, in a turn of the viewer, for a bounded time. */
  readonly read: <T>(work: (database: Database) => Promise<T>) => Promise<T>;
}

/** A route's answer, without the cursor of the next page; undefined: there is none. */
export interface RestAnswer<Body> {
  readonly body: Body;
  readonly next?: string | undefined;
}

/** A resource of the REST API: what it takes, what it gives. The OpenAPI document is made of routes. */
export interface RestRoute {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly query: z.ZodObject;
  /** The body; a list has `next` too. */
  readonly answer: z.ZodObject;
  readonly isList: boolean;
  /** @param query parameters as `query` parsed them */
  readonly respond: (query: never, context: RestContext) => Promise<RestAnswer<unknown>>;
}

/** A route whose types fit together. */
export const restRoute = <Query extends z.ZodObject, Body extends z.ZodObject>(
  route: Omit<RestRoute, 'query' | 'answer' | 'respond'> & {
    readonly query: Query;
    readonly answer: Body;
    readonly respond: (query: z.output<Query>, context: RestContext) => Promise<RestAnswer<z.input<Body>>>;
  },
): RestRoute => route;
