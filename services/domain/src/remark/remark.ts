import type { EN } from './en.js';

export type RemarkCode = keyof typeof EN;

/** The sentences of a language other than English. */
export type RemarkWords = Readonly<Record<RemarkCode, string>>;

/** A number is written as the language writes it; a text, such as an id or a year, as it is. */
export type RemarkValue = string | number | Remark | readonly Remark[];

/** A sentence for readers: a code that never changes its meaning, and the values of its blanks. */
export interface Remark {
  readonly code: RemarkCode;
  readonly parameters: Readonly<Record<string, RemarkValue>>;
}

type Blanks<Text extends string> = Text extends `${string}{${infer Blank}}${infer Rest}`
  ? (Blank extends `${infer Name}|${string}` ? Name : Blank) | Blanks<Rest>
  : never;

/** The values of a sentence's blanks. */
type Parameters<Code extends RemarkCode> = Readonly<Record<Blanks<(typeof EN)[Code]>, RemarkValue>>;

/** A sentence; the compiler knows its blanks. */
export const remark = <Code extends RemarkCode>(
  code: Code,
  ...[parameters]: Blanks<(typeof EN)[Code]> extends never ? [] : [Parameters<Code>]
): Remark => ({ code, parameters: parameters ?? {} });
