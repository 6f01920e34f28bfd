import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import type { BackoffLimits } from '#platform/timing/backoff.js';
import { ListReader, type ListRecord } from './list-reader.js';
import type { ReadingSettings } from './reading-settings.js';
import { requestAuth } from './request-auth.js';
import { RestClient } from './rest-client.js';

export interface RestReaderOptions {
  readonly settings: ReadingSettings;
  /** Path to the list where the settings do not state it. */
  readonly records: string | undefined;
  /** IANA zone of `{since}` as a date. */
  readonly timeZone: string;
  readonly now: () => number;
  readonly pauses?: BackoffLimits;
}

/** Reads the list of a source over HTTP, with the login, limits and pages that its settings state. */
export class RestReader {
  readonly #options: RestReaderOptions;
  readonly #list: ListReader;

  /** @throws Error when the file of certificates cannot be read */
  constructor(options: RestReaderOptions) {
    this.#options = options;
    const { settings, now, pauses } = options;
    const timeoutMs = settings.timeoutSeconds * 1000;
    const ca = settings.caFile === undefined ? undefined : readFileSync(settings.caFile, 'utf8');
    const client = new RestClient({
      auth: requestAuth(settings.auth, { timeoutMs, ca, now }),
      headers: settings.headers,
      requestsPerSecond: settings.requestsPerSecond,
      timeoutMs,
      maxBytes: settings.maxBytes,
      ca,
      now,
      ...(pauses === undefined ? {} : { pauses }),
    });
    this.#list = new ListReader({
      get: (url, signal) => client.get(url, signal),
      paging: settings.paging,
      records: settings.records ?? options.records,
      id: settings.id,
    });
  }

  /** The server that is read, without path and login. */
  get origin(): string {
    return this.#address(0).origin;
  }

  /** @param sinceMs what `{since}` stands for, Unix milliseconds @throws HttpSourceError */
  read(sinceMs: number, signal: AbortSignal): Promise<readonly ListRecord[]> {
    return this.#list.read(this.#address(sinceMs), signal);
  }

  #address(sinceMs: number): URL {
    const { settings, timeZone } = this.#options;
    const text: Record<ReadingSettings['since']['format'], () => string | null> = {
      iso: () => new Date(sinceMs).toISOString(),
      unix_s: () => String(Math.floor(sinceMs / 1000)),
      unix_ms: () => String(sinceMs),
      date: () => DateTime.fromMillis(sinceMs, { zone: timeZone }).toISODate(),
    };
    return new URL(settings.address.replaceAll('{since}', encodeURIComponent(text[settings.since.format]() ?? '')));
  }
}
