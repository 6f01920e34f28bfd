import type { Response } from 'express';
import type { RestContext } from './rest-route.js';

/** Formats of files, by the name that `format` has, with their media types. */
export const FILE_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  parquet: 'application/vnd.apache.parquet',
  /** All rows as one file. Without `format`, and with an Accept header, JSON is the resource's own answer. */
  json: 'application/json',
} as const;
export type FileFormat = keyof typeof FILE_TYPES;

/** What a file is asked for. */
export interface FileRequest {
  readonly resource: string;
  readonly format: FileFormat;
  /** Every parameter of the address: those of the resource and those of the file. */
  readonly parameters: URLSearchParams;
}

/** Writes resources as files. The exports provide one; without one only JSON is answered. */
export interface FileResponder {
  /** Everything that can be a file; some of it is nothing else. */
  readonly resources: readonly string[];
  /** Which formats a resource can have; empty: none. */
  formatsOf(resource: string): readonly FileFormat[];
  /** Sends the whole answer. @throws RequestError before the first byte */
  respond(request: FileRequest, context: RestContext, response: Response): Promise<void>;
}

export const FILE_RESPONDER = Symbol('FileResponder');
