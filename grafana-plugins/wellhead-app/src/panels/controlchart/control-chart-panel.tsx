import {
  dateTimeForTimeZone,
  dateTimeFormat,
  formattedValueToString,
  getDisplayProcessor,
  LoadingState,
  type PanelProps,
} from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { axesOf } from '../chart-kit/axes.js';
import { ChartSurface } from '../chart-kit/chart-surface.js';
import { linksAt } from '../chart-kit/field-links.js';
import { withPartialNotice } from '../chart-kit/partial-notice.js';
import { noPictureText, PanelNotice } from '../chart-kit/panel-notice.js';
import type { Plot } from '../chart-kit/plot.js';
import { controlColors } from './control-colors.js';
import { controlDrawingOf } from './control-drawing.js';
import { ControlFigures } from './control-figures.js';
import { controlChartOf, type ChartOutcome, type Run } from './control-model.js';
import { ControlSvg, type ControlPart } from './control-svg.js';
import { PARTS, summaryOf, tooltipOf, type Words } from './control-words.js';
import { phasesOf } from './phases.js';
import { samplesOf } from './samples.js';
import type { ControlChartOptions } from './types.js';

const FIGURES_HEIGHT = 28;
const TIME_AXIS_HEIGHT = 26;
const GAP = 18;
/** Share of the height for the chart of readings where there is one of their spread. */
const MAIN_SHARE = 0.64;

/** A control chart of one signal at a time; README.md says which frames it eats. */
export const ControlChartPanel = withPartialNotice(ControlChart);

function ControlChart(props: PanelProps<ControlChartOptions>): React.JSX.Element {
  const { data, options, width, height, timeRange, timeZone } = props;
  const theme = useTheme2();
  const [key, setKey] = useState<string>();
  const counted = options.kind === 'p' || options.kind === 'u';
  const all = useMemo(() => samplesOf(data.series, counted), [data.series, counted]);
  const samples = all.find((each) => each.key === key) ?? all[0];
  const outcome = useMemo(
    () =>
      samples &&
      controlChartOf(
        samples,
        options,
        options.phases ? phasesOf(data.annotations ?? [], options.phaseWords) : phasesOf([], ''),
      ),
    [samples, options, data.annotations],
  );
  if (!samples || !outcome) return <PanelNotice text={noPictureText(data, 'No readings in this time range.')} />;
  if (outcome.kind !== 'chart')
    return <PanelNotice text={data.state === LoadingState.Loading ? 'Loading…' : refusalText(outcome)} />;

  const { chart } = outcome;
  const colors = controlColors(theme);
  const field = data.series[samples.fieldAt.frame]?.fields[samples.fieldAt.field];
  const display = field?.display ?? (field ? getDisplayProcessor({ field, theme, timeZone }) : getDisplayProcessor());
  const isMidnight = (ms: number): boolean => dateTimeForTimeZone(timeZone, ms).format('HH:mm:ss') === '00:00:00';
  const words: Words = {
    // A rate is not in the unit of what was counted.
    value: (value) => (counted ? Number(value.toPrecision(4)).toString() : formattedValueToString(display(value))),
    time: (ms) => dateTimeFormat(ms, { timeZone, format: isMidnight(ms) ? 'YYYY-MM-DD' : 'YYYY-MM-DD HH:mm' }),
  };
  const timeDomain = [timeRange.from.valueOf(), timeRange.to.valueOf()] as const;
  const room = Math.max(60, height - FIGURES_HEIGHT - TIME_AXIS_HEIGHT - 10);
  const twofold = options.showSpread && chart.spread.length > 0 && room > 160;
  const mainHeight = twofold ? (room - GAP) * MAIN_SHARE : room;
  const inReadings = options.kind !== 'cusum' && !counted;
  const limits = inReadings
    ? [
        ...(chart.specification.upper === undefined ? [] : [{ name: 'Upper', value: chart.specification.upper }]),
        ...(chart.specification.lower === undefined ? [] : [{ name: 'Lower', value: chart.specification.lower }]),
      ].map(({ name, value }) => ({ value, text: `${name} specification ${words.value(value)}` }))
    : [];
  const draw = (runs: readonly Run[], plot: Plot, lines: readonly number[], own: boolean) =>
    controlDrawingOf({
      runs,
      plot,
      timeDomain,
      lines,
      zones: options.showZones && options.kind !== 'cusum',
      min: own ? (field?.config.min ?? undefined) : undefined,
      max: own ? (field?.config.max ?? undefined) : undefined,
    });
  const mainPlot = (left: number): Plot => ({
    left,
    top: 8,
    width: Math.max(10, width - left - 16),
    height: mainHeight,
  });
  const spreadPlot = (left: number): Plot => ({
    ...mainPlot(left),
    top: 8 + mainHeight + GAP,
    height: room - GAP - mainHeight,
  });
  const lines = options.showCapability ? limits.map(({ value }) => value) : [];
  const drawn = (left: number) => ({
    main: draw(chart.main, mainPlot(left), lines, inReadings),
    spread: twofold ? draw(chart.spread, spreadPlot(left), [], false) : undefined,
  });
  const axis = (drawing: ReturnType<typeof draw>) => axesOf(drawing, drawing.plot, words.value, timeZone);
  // The labels of the value axes decide how much room they take, and they only depend on the height.
  const first = drawn(40);
  const left = Math.max(axis(first.main).left, first.spread ? axis(first.spread).left : 0);
  const { main, spread } = drawn(left);
  const parts: ControlPart[] = [
    {
      name: 'main',
      title: PARTS[options.kind].main,
      drawing: main,
      valueTicks: axis(main).value,
      specification: options.showCapability ? limits : [],
    },
    ...(spread
      ? [
          {
            name: 'spread',
            title: PARTS[options.kind].spread,
            drawing: spread,
            valueTicks: axis(spread).value,
            specification: [],
          },
        ]
      : []),
  ];
  const chartHeight = room + TIME_AXIS_HEIGHT + 8;
  return (
    <div style={{ width, height, overflow: 'hidden' }}>
      <ControlFigures
        all={all}
        samples={samples}
        chart={chart}
        showCapability={options.showCapability}
        width={width}
        colors={colors}
        onSamples={setKey}
      />
      <ChartSurface
        kind="control chart"
        summary={summaryOf(samples.title, chart, options.kind, words)}
        x={main.x}
        plot={{ ...main.plot, height: room }}
        width={width}
        height={chartHeight}
        instants={[
          ...new Set(
            chart.main
              .flatMap(({ points }) => points.map(({ timeMs }) => timeMs))
              .filter((ms) => ms >= timeDomain[0] && ms <= timeDomain[1])
              .sort((a, b) => a - b),
          ),
        ]}
        say={(timeMs) => ({
          ...tooltipOf(chart, options.kind, timeMs, words, colors.violation),
          links: linksAt(data.series, samples.fieldAt, timeMs),
        })}
        eventBus={props.eventBus}
        onZoom={(from, to) => props.onChangeTimeRange({ from: Math.round(from), to: Math.round(to) })}
      >
        <ControlSvg parts={parts} timeTicks={axis(main).time} width={width} height={chartHeight} colors={colors} />
      </ChartSurface>
    </div>
  );
}

/** Why there is no chart, and what to do. */
function refusalText(outcome: Exclude<ChartOutcome, { kind: 'chart' }>): string {
  switch (outcome.kind) {
    case 'too-few':
      return `${outcome.have} ${outcome.of} in this time range; limits need at least ${outcome.need}.`;
    case 'no-sizes':
      return 'A p chart needs two numbers a sample: how many were defective, and beside it how many were inspected.';
    case 'not-counts':
      return 'These are no counts: a sample has fewer than none defective, or more than were inspected.';
    default:
      return outcome satisfies never;
  }
}
