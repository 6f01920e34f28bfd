import type { Cells } from '../../mapping/row-context.js';
import type { RowFault } from './row-faults.js';

/** One row of a file with its line (from 1), or why it cannot be used. */
export type FileRow =
  | { readonly line: number; readonly cells: Cells }
  | { readonly line: number; readonly fault: RowFault };
