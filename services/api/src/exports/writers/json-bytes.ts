import type { Cell } from '../export-table.js';
import { type ByteText, remembered, utf8 } from './byte-text.js';

const NULL = utf8('null');
const TRUE = utf8('true');
const FALSE = utf8('false');

/** Writes cells of a column as JSON, byte for byte as JSON.stringify does. */
export function jsonCells(): (out: ByteText, value: Cell) => void {
  const text = remembered((value) => utf8(JSON.stringify(value)));
  return (out, value) => {
    if (value === null) out.bytes(NULL);
    else if (typeof value === 'string') out.bytes(text(value));
    else if (typeof value === 'boolean') out.bytes(value ? TRUE : FALSE);
    else if (Number.isFinite(value)) out.number(value);
    else out.bytes(NULL);
  };
}
