import { useCallback, useEffect, useRef, useState } from 'react';
import type { KpiRequest, Language } from '../../gql/graphql';
import { askStoppably } from '../../live/graphql-client';
import { ANALYSE } from './analyse-operations';
import type { Answer } from './answer';
import type { Question } from './question';
import { type Refusal, refusalOf } from './refusal';

/** Changes that follow each other faster are asked as one. */
const GATHER_MS = 250;

/** How far the answer to a question is. */
export type Asking =
  | { readonly state: 'running' /** Local time, Unix milliseconds. */; readonly since: number }
  | { readonly state: 'answered'; readonly tookMs: number }
  | { readonly state: 'refused'; readonly refusal: Refusal }
  | { readonly state: 'cancelled' };

/** An answer with the question that it is of: a newer question may be under way. */
export interface Answered {
  readonly question: Question;
  readonly answer: Answer;
}

interface AnswerState {
  readonly asking: Asking | null;
  /** The last answer while the next is under way; null after a refusal, so that no figure stands under wrong words. */
  readonly answered: Answered | null;
  /** Ends the request, and with it the work of the database. */
  readonly cancel: () => void;
  readonly askAgain: () => void;
}

/** A question as the API takes it. */
function requestOf(question: Question): KpiRequest {
  const { ids, from, to, by, where, split, compare, exact, totals, withEmpty, intervals } = question;
  return {
    ids: [...ids],
    from,
    to,
    by: [...by],
    where: where.flatMap(({ key, values }) => values.map((value) => ({ key, value }))),
    split,
    compare,
    exact,
    totals,
    withEmpty,
    intervals,
  };
}

/**
 * Asks whenever the question or the language changes; the request of an older question is ended first. Null asks
 * nothing. Asked once for each question: figures of past periods stay, and `asOf` says when they were read.
 */
export function useAnswer(question: Question | null, language: Language): AnswerState {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [turn, setTurn] = useState(0);
  const running = useRef<AbortController | null>(null);
  const key = question === null ? null : JSON.stringify(question);
  const latest = useRef(question);
  latest.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for the question, turn for "ask again"
  useEffect(() => {
    const asked = latest.current;
    if (asked === null) return;
    const stop = new AbortController();
    running.current = stop;
    const since = Date.now();
    setAsking({ state: 'running', since });
    const ask = async () => {
      try {
        const { kpis } = await askStoppably(ANALYSE, { request: requestOf(asked), language }, stop.signal);
        if (stop.signal.aborted) return;
        setAnswered({ question: asked, answer: kpis });
        setAsking({ state: 'answered', tookMs: Date.now() - since });
      } catch (cause) {
        if (stop.signal.aborted) return;
        setAnswered(null);
        setAsking({ state: 'refused', refusal: refusalOf(cause) });
      }
    };
    const timer = setTimeout(ask, GATHER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, language, turn]);
  const cancel = useCallback(() => {
    running.current?.abort();
    setAnswered(null);
    setAsking({ state: 'cancelled' });
  }, []);
  const askAgain = useCallback(() => setTurn((old) => old + 1), []);
  return { asking, answered, cancel, askAgain };
}
