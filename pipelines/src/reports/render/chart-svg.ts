import { spokenNumber } from '@wellhead/contracts';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import type { ContentSection } from '../report-content.js';

use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

type Chart = Extract<ContentSection, { kind: 'chart' }>;
type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption>;

/** Okabe and Ito's colours, which people with any colour vision tell apart (jfly.uni-koeln.de/color). */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#000000'];
const BAND_COLOURS = ['#d6e6f4', '#a9cbe8', '#78add8'];
const FONT = 'Roboto';

/** A band is two stacked lines: an invisible one at its lower bound and the rest up to the upper one, filled. */
const bandSeries = ({ bands }: Chart): LineSeriesOption[] =>
  bands.flatMap(({ name, values, high = [] }, index) => {
    const shared = {
      type: 'line' as const,
      stack: `band-${index}`,
      stackStrategy: 'all' as const,
      symbol: 'none',
      silent: true,
    };
    const color = BAND_COLOURS[index] ?? '#cccccc';
    return [
      { ...shared, data: values.map((value) => value ?? '-'), lineStyle: { opacity: 0 } },
      {
        ...shared,
        name,
        data: values.map((low, row) => (low === null ? '-' : (high[row] ?? low) - low)),
        lineStyle: { opacity: 0 },
        itemStyle: { color },
        areaStyle: { color, opacity: 1 },
      },
    ];
  });

const lineSeries = ({ series, bands }: Chart): LineSeriesOption[] =>
  series.map(({ name, values }, index) => ({
    type: 'line',
    name,
    data: values.map((value) => value ?? '-'),
    symbol: values.length < 40 ? 'circle' : 'none',
    symbolSize: 4,
    lineStyle: { width: 1.5, ...(bands.length > 0 && index === series.length - 1 ? { type: 'dashed' as const } : {}) },
  }));

const barSeries = ({ series, chart }: Chart): BarSeriesOption[] =>
  series.map(({ name, values }) => ({
    type: 'bar',
    name,
    data: values.map((value) => value ?? '-'),
    ...(chart === 'stacked-bars' ? { stack: 'all' } : {}),
  }));

/** Rows that a legend takes, of names at 12 px; none for one series. */
function legendRows(names: readonly string[], width: number): number {
  if (names.length < 2) return 0;
  let [rows, left] = [1, width];
  for (const name of names) {
    const wide = 32 + 7 * name.length;
    if (wide > left) [rows, left] = [rows + 1, width];
    left -= wide;
  }
  return rows;
}

/** Draws a chart of a report as SVG of `width` × `height` px. */
export function chartSvg(chart: Chart, width: number, height: number): string {
  const { x, unit, series, bands } = chart;
  const named = [...series, ...bands].map(({ name }) => name);
  const option: Option = {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    // The last day under the axis may stand to the right of its point.
    grid: { left: 8, right: 30, top: 12 + 18 * legendRows(named, width), bottom: 4 },
    ...(named.length > 1
      ? { legend: { top: 0, left: 0, data: named, itemWidth: 14, itemHeight: 8, textStyle: { fontFamily: FONT } } }
      : {}),
    xAxis: {
      type: 'category',
      data: [...x],
      boundaryGap: chart.chart !== 'lines',
      axisLabel: { fontFamily: FONT, hideOverlap: true, alignMinLabel: 'left', alignMaxLabel: 'right' },
    },
    yAxis: {
      type: 'value',
      // What matters of a line is its course: 110 °C from 0 on would be flat.
      scale: chart.chart === 'lines',
      axisLabel: {
        fontFamily: FONT,
        formatter: (value: number) => spokenNumber(value, unit, Number.isInteger(value) ? 0 : 2),
      },
    },
    series: chart.chart === 'lines' ? [...bandSeries(chart), ...lineSeries(chart)] : barSeries(chart),
  };
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption(option);
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}
