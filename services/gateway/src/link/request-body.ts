import type { Request } from 'express';

const DRAINED_LIMITS = 32;

/** The body is larger than the limit of this address. */
class BodyTooLargeError extends Error {
  readonly code = 'too_large';
}

/** Reads the bytes of a request body that no parser has read. @param limit bytes. @throws BodyTooLargeError */
export async function bodyOf(request: Request, limit: number): Promise<Uint8Array> {
  if (Buffer.isBuffer(request.body)) {
    if (request.body.byteLength > limit) throw new BodyTooLargeError();
    return request.body;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= limit) chunks.push(chunk);
    // The rest is read and discarded up to a second limit, so that the caller receives the answer instead of a broken
    // connection.
    else if (size > DRAINED_LIMITS * limit) break;
  }
  if (size > limit) throw new BodyTooLargeError();
  return Buffer.concat(chunks);
}
