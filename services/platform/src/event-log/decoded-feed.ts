import type { LatestFeed } from './latest-feed.js';

/** How to follow a feed. */
export interface DecodedFeedOptions<Value> {
  /** May throw: the error is passed to `onError` and the entry is skipped. */
  readonly decode: (bytes: Uint8Array) => Value;
  readonly apply: (values: readonly Value[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Follows the newest value of each key, decoded. @returns a function that ends the subscription */
export function followDecoded<Value>(
  feed: LatestFeed,
  { decode, apply, onError }: DecodedFeedOptions<Value>,
): () => void {
  return feed.subscribe((entries) => {
    const values: Value[] = [];
    for (const { value } of entries) {
      try {
        values.push(decode(value));
      } catch (error) {
        onError(error);
      }
    }
    apply(values);
  });
}
