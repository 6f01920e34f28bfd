import { type ArgumentsHost, Catch } from '@nestjs/common';
import { GqlArgumentsHost, type GqlExceptionFilter } from '@nestjs/graphql';
import { RequestError } from '#domain/access/request-error.js';
import type { Language } from '#domain/people/contact.js';

/**
 * Passes expected failures to GraphQL, in the language that the request asks for, so that Nest does not log them as
 * faults of the server. A subscription has no language of its own: English.
 */
@Catch(RequestError)
export class RequestErrorFilter implements GqlExceptionFilter {
  catch(error: RequestError, host: ArgumentsHost): RequestError {
    const { language = 'en' } = GqlArgumentsHost.create(host).getContext<{ readonly language?: Language }>();
    return error.inLanguage(language);
  }
}
