import { Catch } from '@nestjs/common';
import type { GqlExceptionFilter } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';

/** Hands expected failures to GraphQL as they are, so that Nest does not log them as faults of the server. */
@Catch(RequestError)
export class RequestErrorFilter implements GqlExceptionFilter {
  catch(error: RequestError): RequestError {
    return error;
  }
}
