import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { Pace } from '#platform/timing/pace.js';
import { stringifyInSlices } from '../graphql/answer-in-slices.js';
import type { Problem } from './problem.js';

const SLICE = 128 * 1024;
/** Seconds after which a refused caller may try again. */
const RETRY_SECONDS = 30;

/** sha256 of a text, in slices: 60 MB at once would hold the event loop. */
async function hashOf(text: string): Promise<string> {
  const pace = new Pace();
  const hash = createHash('sha256');
  for (let at = 0; at < text.length; at += SLICE) {
    hash.update(text.slice(at, at + SLICE), 'utf16le');
    if (pace.isDue(SLICE / 1024)) await pace.rest();
  }
  return hash.digest('base64url');
}

/** If-None-Match is a list of tags, or an asterisk. */
const knows = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim() === tag || part.trim() === '*');

/**
 * Sends an answer as JSON with a strong ETag; 304 without a body where the caller has that answer. Only the time of
 * reading differs between equal answers, so it is a header.
 */
export async function sendJson(request: Request, response: Response, body: unknown, asOf: number): Promise<void> {
  const text = await stringifyInSlices(body);
  const tag = `"${await hashOf(text)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Vary', 'Authorization, Cookie, Accept');
  response.setHeader('Mnara-As-Of', new Date(asOf).toISOString());
  if (knows(request.headers['if-none-match'], tag)) {
    response.status(304).end();
    return;
  }
  response.status(200).type('application/json').send(text);
}

/** Sends why there is no answer. */
export function sendProblem(response: Response, problem: Problem): void {
  if (response.headersSent) {
    // Half an answer must not look whole.
    response.destroy();
    return;
  }
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.status === 503) response.setHeader('Retry-After', RETRY_SECONDS);
  response.setHeader('Cache-Control', 'no-store');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
