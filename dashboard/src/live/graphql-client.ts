import { useEffect, useRef, useState } from 'react';
import { Client, fetchExchange } from 'urql';
import type { TypedDocumentString } from '../gql/graphql';
import { backoffMs } from './backoff';
import { session } from './connection';
import { reasonOf } from './reason-of';

/**
 * Queries over HTTP, signed in first, and once more when the server says that the session is over. Nothing is
 * cached: screens run for days.
 */
const client = new Client({
  url: '/graphql',
  exchanges: [fetchExchange],
  preferGetMethod: false,
  requestPolicy: 'network-only',
  // Refusals come in the language of the screen.
  fetchOptions: () => ({ headers: { 'Accept-Language': document.documentElement.lang || 'en' } }),
  fetch: async (input, init) => {
    await session.ensure();
    const answer = await fetch(input, init);
    if (answer.status !== 401) return answer;
    await session.renew();
    return fetch(input, init);
  },
});

/**
 * A query's answer. `data` keeps the last good one while a newer is under way or failed, so "not loaded", "failed"
 * and "no data" stay three things.
 */
export interface Loaded<Data> {
  readonly data: Data | null;
  /** Local time of the last good answer. */
  readonly loadedAt: number | null;
  readonly error: string | null;
  readonly isLoading: boolean;
}

/** Asks once; rejects with the server's words. */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await client.query(document.toString(), variables as Record<string, unknown>).toPromise();
  if (answer.error) throw answer.error;
  return answer.data as Data;
}

/**
 * Asks once, until `signal` is aborted: then the request ends, and with it the work of the server. Rejects with the
 * server's words, or with the signal's reason.
 */
export function askStoppably<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Data> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = client
      .query(document.toString(), variables as Record<string, unknown>)
      .subscribe(({ data, error }) => (error ? reject(error) : resolve(data as Data)));
    signal.addEventListener(
      'abort',
      () => {
        request.unsubscribe();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

/** Changes something; rejects with the server's words. */
export async function change<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await client.mutation(document.toString(), variables as Record<string, unknown>).toPromise();
  if (answer.error) throw answer.error;
  return answer.data as Data;
}

const bearing = (token: string) => ({
  fetch: (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => fetch(input, init),
  fetchOptions: { credentials: 'omit' as const, headers: { authorization: `Bearer ${token}` } },
});

/** Asks once with a token of its own instead of the page's session; rejects with the server's words. */
export async function askAs<Data, Variables>(
  token: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const given = variables as Record<string, unknown>;
  const answer = await client.query(document.toString(), given, bearing(token)).toPromise();
  if (answer.error) throw answer.error;
  return answer.data as Data;
}

/** Changes something with a token of its own instead of the page's session; rejects with the server's words. */
export async function changeAs<Data, Variables>(
  token: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const given = variables as Record<string, unknown>;
  const answer = await client.mutation(document.toString(), given, bearing(token)).toPromise();
  if (answer.error) throw answer.error;
  return answer.data as Data;
}

/**
 * Asks now, when the variables change, and every `everyMs` milliseconds (0: once). A failed request is repeated after
 * the dashboard's back-off. `variables: null` asks nothing.
 */
export function usePolled<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | null,
  everyMs: number,
): Loaded<Data> {
  const key = variables === null ? null : JSON.stringify(variables);
  const [state, setState] = useState<Loaded<Data> & { readonly key: string | null }>({ ...NOTHING, key: null });
  const latest = useRef(variables);
  latest.current = variables;
  useEffect(() => {
    let isOver = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      const asked = latest.current;
      if (asked === null) return;
      let waitMs = everyMs;
      try {
        const data = await ask(document, asked);
        failures = 0;
        if (!isOver) setState({ key, data, loadedAt: Date.now(), error: null, isLoading: false });
      } catch (cause) {
        waitMs = backoffMs(failures, Math.random());
        failures += 1;
        const error = reasonOf(cause);
        if (!isOver) setState((old) => ({ ...(old.key === key ? old : NOTHING), key, error, isLoading: false }));
      }
      if (!isOver && waitMs > 0) timer = setTimeout(run, waitMs);
    };
    void run();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [document, key, everyMs]);
  return state.key === key ? state : NOTHING;
}

const NOTHING = { data: null, loadedAt: null, error: null, isLoading: true } as const;
