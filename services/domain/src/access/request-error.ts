/** Kinds of invalid requests; the codes are part of the API. */
export type RequestErrorCode =
  | 'UNKNOWN_KPI'
  | 'BAD_DATE'
  | 'BAD_PERIOD'
  | 'BAD_GROUP'
  | 'BAD_FILTER'
  | 'BAD_NUMBER'
  | 'BAD_VALUE'
  | 'TOO_MUCH'
  | 'TOO_SLOW'
  | 'BUSY'
  | 'CANCELLED'
  | 'UNKNOWN_PLACE'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'UNAUTHENTICATED';

/** A request that cannot be answered as it is; the message says how to fix it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: RequestErrorCode,
    message: string,
  ) {
    super(message);
  }
}
