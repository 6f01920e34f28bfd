import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RequestError } from '#domain/access/request-error.js';
import { isValueRefused } from '#platform/postgres/database.js';

const VALUE_REFUSED =
  'A value of this request cannot be used: a number is too large, a text has a NUL character, or a date is not in the ' +
  'calendar. Check the values that you sent.';

/** Innermost error that was thrown by our own code. */
function thrown(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError !== undefined && inner.originalError !== null)
    inner = inner.originalError;
  return inner;
}

/**
 * What a caller is told: requests that cannot be answered with their own words and code, faults of the operation as they are, and everything
 * else in one sentence, with the details only in the server's log.
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
  if (isValueRefused(cause)) return { message: VALUE_REFUSED, ...place, extensions: { code: 'BAD_VALUE' } };
  return {
    message:
      'The server could not answer; what went wrong is in its log. Try again, and tell whoever runs it if that does not help.',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}
