import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AxisPointerComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type ChartPicture, pictureOption } from './chart-picture';
import { readChartTheme } from './chart-theme';

use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  AxisPointerComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  SVGRenderer,
]);

/** A chart that lives in an element. */
export interface MountedChart {
  /** Shows a content, in the element's present size and theme. */
  show(content: ChartPicture): void;
  /** Frees everything; call once. */
  dispose(): void;
}

/**
 * Puts a chart into an element: SVG, so that it is sharp on any panel; follows the element's size and the page's
 * theme.
 */
export function mountChart(element: HTMLElement): MountedChart {
  const chart = init(element, null, { renderer: 'svg' });
  let shown: ChartPicture | null = null;
  const draw = () => {
    if (shown === null || element.clientWidth === 0 || element.clientHeight === 0) return;
    chart.resize();
    chart.setOption(pictureOption(shown, readChartTheme(element), element.clientWidth, element.clientHeight), {
      notMerge: true,
    });
  };
  const sizes = new ResizeObserver(draw);
  sizes.observe(element);
  const themes = new MutationObserver(draw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    show: (content) => {
      shown = content;
      draw();
    },
    dispose: () => {
      sizes.disconnect();
      themes.disconnect();
      chart.dispose();
    },
  };
}
