import { useEffect, useRef } from 'react';
import type { ChartPicture } from './chart-picture';
import type { MountedChart } from './echarts';

/** The drawing alone, as large as its box; ECharts is fetched when the first chart is shown. */
export function ChartDrawing({ content, label }: { readonly content: ChartPicture; readonly label: string }) {
  const element = useRef<HTMLDivElement>(null);
  const mounted = useRef<MountedChart | null>(null);
  const latest = useRef(content);
  useEffect(() => {
    latest.current = content;
    mounted.current?.show(content);
  }, [content]);
  useEffect(() => {
    let isOver = false;
    void import('./echarts').then(({ mountChart }) => {
      if (isOver || !element.current) return;
      mounted.current = mountChart(element.current);
      mounted.current.show(latest.current);
    });
    return () => {
      isOver = true;
      mounted.current?.dispose();
      mounted.current = null;
    };
  }, []);
  return <div ref={element} className="chart-drawing" role="img" aria-label={label} />;
}
