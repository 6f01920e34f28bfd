import { useCallback, useEffect, useRef, useState } from 'react';

/** Tables of at most this many rows are shown whole: they can be searched and printed by the browser. */
const WHOLE_ROWS = 250;
/** Rows beyond the edge, so that a quick scroll does not show a gap. */
const SPARE_ROWS = 12;

/** Which rows are in sight, and how much room the others take. */
interface VisibleRows {
  readonly from: number;
  readonly to: number;
  readonly abovePx: number;
  readonly belowPx: number;
}

/**
 * The rows of a long table that are in sight of a box that scrolls. Each row is `rowPx` high. The page holds at most
 * some hundred rows, however many the table has.
 */
export function useVisibleRows(count: number, rowPx: number) {
  const [edge, setEdge] = useState({ top: 0, height: 800 });
  const box = useRef<HTMLElement | null>(null);
  const frame = useRef(0);
  const look = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const element = box.current;
      if (element === null) return;
      const { scrollTop: top, clientHeight: height } = element;
      setEdge((old) => (old.top === top && old.height === height ? old : { top, height }));
    });
  }, []);
  const watch = useCallback(
    (element: HTMLElement | null) => {
      box.current?.removeEventListener('scroll', look);
      box.current = element;
      element?.addEventListener('scroll', look, { passive: true });
      look();
    },
    [look],
  );
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return { watch, visible: visibleRows(count, rowPx, edge) };
}

function visibleRows(
  count: number,
  rowPx: number,
  edge: { readonly top: number; readonly height: number },
): VisibleRows {
  if (count <= WHOLE_ROWS) return { from: 0, to: count, abovePx: 0, belowPx: 0 };
  const first = Math.floor(edge.top / rowPx) - SPARE_ROWS;
  const shown = Math.ceil(edge.height / rowPx) + 2 * SPARE_ROWS;
  const from = Math.max(0, Math.min(first, count - shown));
  const to = Math.min(count, from + shown);
  return { from, to, abovePx: from * rowPx, belowPx: (count - to) * rowPx };
}
