import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { QUERY_LIMITS } from '../graphql/query-rules.js';

/** Maximum number of cached documents; a thousand screens that reconnect at once send only a few different ones. */
const KEPT = 100;

export const fault = (message: string, code: string): readonly GraphQLError[] => [
  new GraphQLError(message, { extensions: { code } }),
];

/**
 * Parses and checks operations of the socket with the same limits as over HTTP; one that passed is not checked again.
 */
export class CheckedOperations {
  readonly #passed = new Map<string, DocumentNode>();

  constructor(
    readonly schema: GraphQLSchema,
    readonly rules: readonly ValidationRule[],
  ) {}

  /** The document of a subscription, or why it is refused. */
  check(query: string, operationName: string | null | undefined): DocumentNode | readonly GraphQLError[] {
    try {
      const document = this.#passed.get(query) ?? parse(query, { maxTokens: QUERY_LIMITS.tokens });
      if (!this.#passed.has(query)) {
        const errors = validate(this.schema, document, [...specifiedRules, ...this.rules]);
        if (errors.length > 0) return errors;
      }
      if (getOperationAST(document, operationName)?.operation !== 'subscription')
        return fault('The socket accepts only subscriptions; send queries to POST /graphql.', 'BAD_OPERATION');
      this.#keep(query, document);
      return document;
    } catch (error) {
      return error instanceof GraphQLError
        ? [error]
        : fault('The operation cannot be checked; simplify it.', 'BAD_OPERATION');
    }
  }

  #keep(query: string, document: DocumentNode): void {
    this.#passed.delete(query);
    this.#passed.set(query, document);
    const [oldest] = this.#passed.keys();
    if (this.#passed.size > KEPT && oldest !== undefined) this.#passed.delete(oldest);
  }
}
