import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { isAllowedOrigin } from '#administration/access/credentials.js';

/** Headers that prevent a page from loading anything from other servers. */
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
    // Loopback and a ministry's own network may use plain HTTP; a proxy that terminates TLS sets this header itself.
    strictTransportSecurity: false,
  });
}

/** Refuses requests from pages of other origins before anything is read. */
export function originGuard(allowed: readonly string[]): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isAllowedOrigin(request.headers, allowed))
      return next();
    const message = `Pages of ${String(request.headers.origin).slice(0, 200)} may not use this server; add that origin to the allowed origins.`;
    response.status(403).json({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] });
  };
}
