import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RequestError } from '#domain/access/request-error.js';

/** The innermost error, as our own code threw it. */
function thrown(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError !== undefined && inner.originalError !== null)
    inner = inner.originalError;
  return inner;
}

/**
 * What a caller sees of an error: a RequestError with its own message and code, faults of the operation unchanged, and
 * everything else as one sentence, with the details only in the server's log.
 */
export function presentError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: (error: unknown) => void,
): GraphQLFormattedError {
  const cause = thrown(error);
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  };
  if (cause instanceof RequestError) return { message: cause.message, ...place, extensions: { code: cause.code } };
  if (cause instanceof GraphQLError) {
    const code = formatted.extensions?.code ?? cause.extensions.code;
    return { message: formatted.message, ...place, ...(code === undefined ? {} : { extensions: { code } }) };
  }
  log(cause);
  return {
    message:
      'The server could not answer; its log has the reason. Try again, and contact the administrator if that does not help.',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}
