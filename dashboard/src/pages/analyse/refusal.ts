import { CombinedError } from 'urql';
import { reasonOf } from '../../live/reason-of';

/** Why there is no answer: a code of the API, or NETWORK, and words for people. */
export interface Refusal {
  readonly code: string;
  readonly words: string;
}

/** Reads whatever a request was rejected with. */
export function refusalOf(cause: unknown): Refusal {
  if (!(cause instanceof CombinedError)) return { code: 'NETWORK', words: reasonOf(cause) };
  const [error] = cause.graphQLErrors;
  if (error === undefined) return { code: 'NETWORK', words: cause.networkError?.message ?? cause.message };
  const code = error.extensions?.['code'];
  return { code: typeof code === 'string' ? code : 'INTERNAL', words: error.message };
}
