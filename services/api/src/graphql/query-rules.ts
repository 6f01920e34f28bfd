import { ApolloArmor } from '@escape.tech/graphql-armor';
import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/** Limits of an operation, the same over HTTP and over the socket. */
export const QUERY_LIMITS = { depth: 10, cost: 12_000, aliases: 30, directives: 20, tokens: 3_000 } as const;

/** Validation rules and Apollo plugins that refuse operations that are too deep or too expensive. */
export function queryProtection(introspection: boolean): {
  readonly rules: readonly ValidationRule[];
  readonly plugins: ReturnType<ApolloArmor['protect']>['plugins'];
} {
  const { validationRules, plugins } = new ApolloArmor({
    maxDepth: { n: QUERY_LIMITS.depth },
    costLimit: { maxCost: QUERY_LIMITS.cost },
    maxAliases: { n: QUERY_LIMITS.aliases },
    maxDirectives: { n: QUERY_LIMITS.directives },
    // The parser itself counts tokens.
    maxTokens: { enabled: false },
  }).protect();
  return { rules: introspection ? validationRules : [...validationRules, NoSchemaIntrospectionCustomRule], plugins };
}
