import {
  LoadingState,
  dateTimeFormat,
  dateTimeForTimeZone,
  formattedValueToString,
  getDisplayProcessor,
  type PanelProps,
} from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { anomalyMarksOf } from './anomaly-marks.js';
import { axesOf } from '../chart-kit/axes.js';
import { breachMarksOf } from './breach-marks.js';
import { chartColors } from './chart-colors.js';
import { ChartLegend } from '../chart-kit/chart-legend.js';
import { legendHeightOf } from '../chart-kit/legend-height.js';
import { ChartSurface } from '../chart-kit/chart-surface.js';
import { noPictureText, PanelNotice } from '../chart-kit/panel-notice.js';
import { linksAt } from '../chart-kit/field-links.js';
import { withPartialNotice } from '../chart-kit/partial-notice.js';
import { ChartSvg } from './chart-svg.js';
import { linesOf, summaryOf, type Words } from './chart-words.js';
import { drawingOf } from './drawing.js';
import { legendItemsOf } from './legend-items.js';
import { headerHeightOf, PanelHeader } from './panel-header.js';
import { marksOf } from '../chart-kit/marks.js';
import { pictureOf } from './picture-model.js';
import { instantsOf, readingAt } from './reading-at.js';
import { thresholdLinesOf } from './thresholds.js';
import { timeDomainOf } from './time-domain.js';
import type { FanChartOptions } from './types.js';

const EMPTY = 'No data in this time range. Add a telemetry query for the history and a forecast query for the fan.';

/** History, forecast and limits of one signal at a time; see README.md for the frames it eats. */
export const FanChartPanel = withPartialNotice(FanChart);

function FanChart(props: PanelProps<FanChartOptions>): React.JSX.Element {
  const { data, options, width, height, timeRange, timeZone, fieldConfig } = props;
  const theme = useTheme2();
  const [openedAtMs] = useState(Date.now);
  const [signalKey, setSignalKey] = useState<string>();
  const [issuedAtMs, setIssuedAtMs] = useState<number>();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const picture = useMemo(() => pictureOf(data.series), [data.series]);

  if (picture.kind !== 'signals') {
    if (data.state === LoadingState.Loading || picture.kind === 'empty')
      return <PanelNotice text={noPictureText(data, EMPTY)} />;
    return (
      <PanelDataErrorView
        panelId={props.id}
        data={data}
        fieldConfig={fieldConfig}
        needsTimeField={picture.kind === 'no-time'}
        needsNumberField={picture.kind === 'no-number'}
      />
    );
  }

  const signal = picture.signals.find((each) => each.key === signalKey) ?? picture.signals[0];
  if (!signal) return <PanelNotice text={EMPTY} />;
  const chosen = signal.vintages.findIndex((each) => each.issuedAtMs === issuedAtMs);
  const vintageIndex = chosen < 0 ? signal.vintages.length - 1 : chosen;
  const vintage = signal.vintages[vintageIndex];

  const field = data.series[signal.valueFieldAt.frame]?.fields[signal.valueFieldAt.field];
  const display = field?.display ?? (field ? getDisplayProcessor({ field, theme, timeZone }) : getDisplayProcessor());
  const isMidnight = (ms: number): boolean => dateTimeForTimeZone(timeZone, ms).format('HH:mm:ss') === '00:00:00';
  const words: Words = {
    value: (value) => formattedValueToString(display(value)),
    time: (ms) => dateTimeFormat(ms, { timeZone, format: isMidnight(ms) ? 'YYYY-MM-DD' : 'YYYY-MM-DD HH:mm' }),
  };
  const header = {
    signals: picture.signals,
    picture: signal,
    vintage,
    vintageIndex,
    showSlider: options.showVintageSlider,
    onSignal: setSignalKey,
    onVintage: (index: number) => setIssuedAtMs(signal.vintages[index]?.issuedAtMs),
    formatTime: (ms: number) => dateTimeFormat(ms, { timeZone, format: 'ddd YYYY-MM-DD HH:mm' }),
  };
  const hidden = new Set([
    ...toggled,
    ...([0.5, 0.8, 0.95] as const).filter((level) => !options.bands.includes(level)).map((level) => `band-${level}`),
  ]);
  const limits = options.showLimits && !hidden.has('limits') ? signal.limits : [];
  const thresholds = options.showThresholds ? thresholdLinesOf(field?.config.thresholds, theme) : [];
  const headerHeight = headerHeightOf(header, width);
  const colors = chartColors(theme);
  const legend = options.showLegend ? legendItemsOf(signal, options, colors) : [];
  const size = {
    width,
    height: Math.max(60, height - headerHeight - (options.showLegend ? legendHeightOf(legend, width) : 0)),
  };
  const nowMs = data.request?.startTime ?? openedAtMs;
  const timeDomain = timeDomainOf(timeRange, vintage);
  const layout = (left: number) => ({ left, top: 8, width: Math.max(10, width - left - 16), height: size.height - 36 });
  const draw = (left: number) =>
    drawingOf({
      picture: signal,
      vintage,
      plot: layout(left),
      timeDomain,
      includeZero: options.includeZero,
      lines: [...limits, ...thresholds].map(({ value }) => value),
      hidden,
      intervalMs: field?.config.interval ?? undefined,
      min: field?.config.min ?? undefined,
      max: field?.config.max ?? undefined,
    });
  // The labels of the value axis decide how much room it takes, and they only depend on the height.
  const left = axesOf(draw(40), layout(40), words.value, timeZone).left;
  const drawing = draw(left);
  const plot = layout(left);
  const axes = axesOf(drawing, plot, words.value, timeZone);
  const inside = (ms: number): boolean => ms >= timeDomain[0] && ms <= timeDomain[1];
  const marks = marksOf(data.annotations ?? [], theme.visualization.getColorByName('red')).filter(({ timeMs }) =>
    inside(timeMs),
  );
  const anomalies = hidden.has('anomalies') ? [] : anomalyMarksOf(signal.anomalies, { ...drawing, words }, timeDomain);
  const marked = [...marks, ...anomalies.map((mark) => ({ ...mark, color: colors.anomaly }))];
  const newest = vintageIndex === signal.vintages.length - 1;
  const startedAtMs = vintage?.cutoffMs ?? vintage?.issuedAtMs;

  return (
    <div style={{ width, height, overflow: 'hidden' }}>
      {headerHeight > 0 && <PanelHeader {...header} height={headerHeight} />}
      <ChartSurface
        kind="fan chart"
        summary={summaryOf(signal, vintage, words)}
        x={drawing.x}
        plot={plot}
        width={size.width}
        height={size.height}
        instants={instantsOf(signal, vintage, timeDomain)}
        say={(timeMs) => ({
          heading: words.time(timeMs),
          marked: marked.filter((mark) => mark.timeMs === timeMs && mark.text !== ''),
          lines: linesOf(readingAt(signal, vintage, timeMs), words),
          links: linksAt(data.series, signal.valueFieldAt, timeMs),
        })}
        eventBus={props.eventBus}
        onZoom={(from, to) => props.onChangeTimeRange({ from: Math.round(from), to: Math.round(to) })}
      >
        <ChartSvg
          drawing={drawing}
          plot={plot}
          size={size}
          colors={colors}
          bandOpacity={0.4 + 0.6 * (options.bandOpacity / 100)}
          timeTicks={axes.time}
          valueTicks={axes.value}
          nowX={inside(nowMs) ? drawing.x.at(nowMs) : undefined}
          issuedX={!newest && startedAtMs !== undefined && inside(startedAtMs) ? drawing.x.at(startedAtMs) : undefined}
          limits={limits.map((limit) => ({ ...limit, text: words.value(limit.value) }))}
          breaches={
            hidden.has('limits') || !options.showLimits ? [] : breachMarksOf(vintage, { ...drawing, plot, words })
          }
          anomalies={anomalies}
          thresholds={thresholds}
          marks={marks.map((mark) => ({ ...mark, x: drawing.x.at(mark.timeMs) }))}
        />
      </ChartSurface>
      {options.showLegend && (
        <ChartLegend
          items={legend}
          hidden={hidden}
          onToggle={(key) =>
            setToggled(new Set(toggled.has(key) ? [...toggled].filter((each) => each !== key) : [...toggled, key]))
          }
        />
      )}
    </div>
  );
}
