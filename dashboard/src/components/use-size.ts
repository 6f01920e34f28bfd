import { useCallback, useRef, useState } from 'react';

/** A box in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A ref for an element and the size of its content box, kept up to date; 0 x 0 before it is laid out. */
export function useSize<E extends HTMLElement>(): readonly [(element: E | null) => void, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const observer = useRef<ResizeObserver | null>(null);
  const watch = useCallback((element: E | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box)
        setSize((old) =>
          old.width === box.width && old.height === box.height ? old : { width: box.width, height: box.height },
        );
    });
    observer.current.observe(element);
  }, []);
  return [watch, size];
}
