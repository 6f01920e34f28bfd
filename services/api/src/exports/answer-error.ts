import type { Response } from 'express';
import { RequestError, type RequestErrorCode } from '#domain/access/request-error.js';

const STATUS: Readonly<Partial<Record<RequestErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNKNOWN_PLACE: 404,
  TOO_MUCH: 422,
  BUSY: 503,
  TOO_SLOW: 503,
};
const INTERNAL =
  'The server could not make the file; its log has the reason. Try again, and contact the administrator if that does ' +
  'not help.';

/**
 * Says why there is no file: JSON while nothing has been sent. Later the connection is broken off, so that no client
 * takes a part for the whole.
 */
export function answerError(response: Response, error: unknown, log: (error: unknown) => void): void {
  const isExpected = error instanceof RequestError;
  if (!isExpected) log(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = isExpected ? error.code : 'INTERNAL';
  if (code === 'BUSY') response.setHeader('Retry-After', '60');
  response.setHeader('Cache-Control', 'no-store');
  response.status(isExpected ? (STATUS[error.code] ?? 400) : 500);
  response.json({ error: { code, message: isExpected ? error.message : INTERNAL } });
}
