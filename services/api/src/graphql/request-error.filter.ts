import { Catch } from '@nestjs/common';
import type { GqlExceptionFilter } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';

/** Passes expected failures to GraphQL unchanged, so that Nest does not log them as faults of the server. */
@Catch(RequestError)
export class RequestErrorFilter implements GqlExceptionFilter {
  catch(error: RequestError): RequestError {
    return error;
  }
}
