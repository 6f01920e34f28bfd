import type { MutablePosition } from './admission.js';

/** The event that a fact came from: the position of its agent, and its seq. */
export interface Source {
  readonly position: MutablePosition;
  readonly seq: number;
}
