import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { isAllowedOrigin } from '#administration/access/credentials.js';

/** Headers that let a page load nothing from anywhere else. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
      },
    },
    // Loopback and a ministry's own network may be plain HTTP; whoever ends TLS in front sets it there.
    strictTransportSecurity: false,
  });
}

/** Refuses pages of other origins before anything is read. */
export function originGuard(allowed: readonly string[]): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isAllowedOrigin(request.headers, allowed))
      return next();
    const message = `Pages of ${String(request.headers.origin).slice(0, 200)} may not use this server; add that origin to the allowed ones.`;
    response.status(403).json({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] });
  };
}
