import { join } from 'node:path';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/** Paths of programs, which never return a page. */
const PROGRAMS = /^\/(graphql|session|agent|admin|receipts|livez|readyz|metrics|exports|api)(\/|$)/;
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.(js|css|woff2?|svg|png|json)$/;

/**
 * Serves the built dashboard: hashed assets are cached permanently, everything else is revalidated each time; a page's
 * path (no file, accepts HTML) gets index.html.
 */
export function staticFiles(folder: string): RequestHandler[] {
  const files = express.static(folder, {
    index: 'index.html',
    redirect: false,
    setHeaders: (response, path) => {
      response.setHeader(
        'Cache-Control',
        HASHED.test(path) && path.includes('assets') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const page = (request: Request, response: Response, next: NextFunction) => {
    const wantsPage =
      (request.method === 'GET' || request.method === 'HEAD') && request.accepts(['html', 'json']) === 'html';
    if (!wantsPage || PROGRAMS.test(request.path) || /\.[a-z0-9]+$/i.test(request.path)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(folder, 'index.html'), (error) => {
      if (error) next();
    });
  };
  const serve: RequestHandler = (request, response, next) =>
    PROGRAMS.test(request.path) ? next() : files(request, response, next);
  return [unmounted(serve), unmounted(page)];
}

/** Nest mounts middleware on a wildcard, which removes the whole path; this passes the original path to the handler. */
const unmounted =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { url, baseUrl } = request;
    request.url = request.originalUrl;
    request.baseUrl = '';
    const restored: NextFunction = (error?: unknown) => {
      request.url = url;
      request.baseUrl = baseUrl;
      next(error);
    };
    return handler(request, response, restored);
  };
