import { SourceError } from '../source-error.js';

/** Why a source cannot be read. */
export type SourceFault =
  | 'unreachable'
  | 'timed_out'
  | 'not_authorised'
  | 'throttled'
  | 'redirected'
  | 'source_fault'
  | 'refused'
  | 'too_large'
  | 'bad_answer'
  | 'shifted';

const TEMPORARY: ReadonlySet<SourceFault> = new Set<SourceFault>([
  'unreachable',
  'timed_out',
  'throttled',
  'source_fault',
  'shifted',
]);

/** A source over HTTP cannot be read now. The message says what is wrong and how to fix it, without secrets. */
export class HttpSourceError extends SourceError {
  constructor(
    readonly fault: SourceFault,
    message: string,
    /** The pause that the source asks for, milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }

  /** Whether the same request may succeed some seconds later. */
  get isTemporary(): boolean {
    return TEMPORARY.has(this.fault);
  }
}
