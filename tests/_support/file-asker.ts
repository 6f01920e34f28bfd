import { get, type IncomingMessage } from 'node:http';
import type { Json } from './api-server.js';

/** A whole answer with its trailers, which fetch does not give. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly trailers: IncomingMessage['trailers'];
  readonly body: Buffer;
}

/** Asks a server for files under /api/v1. */
export interface FileAsker {
  file(path: string, as?: string): Promise<FileAnswer>;
  json(path: string, as?: string): Promise<Json>;
  refused(path: string, as?: string): Promise<{ status: number; code: string; message: string }>;
}

/** @param token of the viewer who asks where a call names no other */
export function fileAsker(url: string, token: string): FileAsker {
  const file = (path: string, as = token): Promise<FileAnswer> =>
    new Promise((resolve, reject) => {
      get(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${as}` } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers, trailers } = response;
          resolve({ status, headers, trailers, body: Buffer.concat(chunks) });
        });
      }).on('error', reject);
    });
  return {
    file,
    json: async (path, as) => JSON.parse((await file(path, as)).body.toString()),
    refused: async (path, as) => {
      const { status, body } = await file(path, as);
      const { code, detail } = JSON.parse(body.toString()) as { code: string; detail: string };
      return { status, code, message: detail };
    },
  };
}
