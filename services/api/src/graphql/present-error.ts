import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RequestError } from '#domain/access/request-error.js';
import { isValueRefused } from '#platform/postgres/database.js';
import { isStatementEnded } from '#platform/postgres/stoppable-read.js';

const VALUE_REFUSED =
  'A value of this request cannot be used: a number is too large, a text has a NUL character, or a date is not in ' +
  'the calendar. Check the values that you sent.';

const TOO_SLOW =
  'The database needed too long for this and was stopped. Ask for a shorter period or for fewer places; if it was a ' +
  'small question, the database is overloaded: try again in a minute.';

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
  if (cause instanceof RequestError) {
    const { code, message, remark } = cause;
    const said = remark && { reason: remark.code, parameters: remark.parameters };
    return { message, ...place, extensions: { code, ...said } };
  }
  if (cause instanceof GraphQLError) {
    const code = formatted.extensions?.code ?? cause.extensions.code;
    return { message: formatted.message, ...place, ...(code === undefined ? {} : { extensions: { code } }) };
  }
  log(cause);
  if (isStatementEnded(cause)) return { message: TOO_SLOW, ...place, extensions: { code: 'TOO_SLOW' } };
  if (isValueRefused(cause)) return { message: VALUE_REFUSED, ...place, extensions: { code: 'BAD_VALUE' } };
  return {
    message:
      'The server could not answer; its log has the reason. Try again, and contact the administrator if that does not help.',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}
