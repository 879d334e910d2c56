import type { PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { linearScale, niceDomain, valueTicks } from 'wellhead-app/panels/chart-kit/scales';
import React from 'react';
import { categoriesOf, colorOf, formatField } from './frame-values.js';
import { NoData } from './no-data.js';

interface BarChartOptions {
  readonly orientation?: 'auto' | 'horizontal' | 'vertical';
  readonly stacking?: string;
}

/** Bars by category, upright or lying, several series side by side. */
export function BarChartPanel(props: PanelProps<BarChartOptions>): React.JSX.Element {
  const { data, options, width, height } = props;
  const theme = useTheme2();
  const categories = categoriesOf(data.series);
  if (!categories) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const { names, series } = categories;
  const values = series.flatMap(({ field }) =>
    field.values.map((value: unknown) => Number(value)).filter(Number.isFinite),
  );
  const lying = options.orientation === 'horizontal';
  const legend = series.length > 1 ? 22 : 0;
  const longest = Math.max(...names.map((name) => name.length), 3);
  const left = lying ? Math.min(width * 0.4, longest * 7 + 12) : 64;
  const box = { left, top: 6, width: width - left - 12, height: height - 34 - legend };
  const scale = lying
    ? linearScale(niceDomain(values, true), [box.left, box.left + box.width])
    : linearScale(niceDomain(values, true), [box.top + box.height, box.top]);
  const slot = (lying ? box.height : box.width) / Math.max(1, names.length);
  const bar = (slot * 0.75) / Math.max(1, series.length);
  const first = series[0]?.field;
  const every = Math.ceil(
    names.length / Math.max(1, lying ? box.height / 16 : box.width / Math.min(110, longest * 7 + 10)),
  );
  return (
    <div>
      <svg
        width={width}
        height={height - legend}
        fontSize={12}
        role="img"
        aria-label={series.map(({ name }) => name).join(', ')}
      >
        {valueTicks(scale.domain, lying ? box.width / 90 : box.height / 45).map((tick) => (
          <g key={tick} stroke={theme.colors.border.weak}>
            {lying ? (
              <line x1={scale.at(tick)} x2={scale.at(tick)} y1={box.top} y2={box.top + box.height} />
            ) : (
              <line x1={box.left} x2={box.left + box.width} y1={scale.at(tick)} y2={scale.at(tick)} />
            )}
            <text
              stroke="none"
              fill={theme.colors.text.secondary}
              x={lying ? scale.at(tick) : box.left - 8}
              y={lying ? box.top + box.height + 16 : scale.at(tick) + 4}
              textAnchor={lying ? 'middle' : 'end'}
            >
              {first ? formatField(first, tick) : tick}
            </text>
          </g>
        ))}
        {names.map((name, row) => (
          <g key={row}>
            {series.map(({ field, name: title }, index) => {
              const value = Number(field.values[row]);
              if (!Number.isFinite(value)) return null;
              const from = Math.min(scale.at(0), scale.at(value));
              const length = Math.abs(scale.at(value) - scale.at(0));
              const at = (lying ? box.top : box.left) + row * slot + slot * 0.125 + index * bar;
              const place = lying
                ? { x: from, y: at, width: length, height: bar }
                : { x: at, y: from, width: bar, height: length };
              const own = field.config.color?.fixedColor;
              const fill = own ? theme.visualization.getColorByName(own) : colorOf(theme, index);
              return (
                <rect key={title} {...place} fill={fill} rx={1}>
                  <title>{`${name} · ${title}: ${formatField(field, value)}`}</title>
                </rect>
              );
            })}
            {row % every === 0 && (
              <text
                fill={theme.colors.text.secondary}
                x={lying ? box.left - 8 : box.left + (row + 0.5) * slot}
                y={lying ? box.top + (row + 0.5) * slot + 4 : box.top + box.height + 16}
                textAnchor={lying ? 'end' : 'middle'}
              >
                {lying ? name.slice(0, Math.floor(left / 6.5)) : name}
              </text>
            )}
          </g>
        ))}
      </svg>
      {legend > 0 && (
        <div style={{ display: 'flex', gap: 12, fontSize: 12, paddingLeft: 8 }}>
          {series.map(({ name }, index) => (
            <span key={name}>
              <span style={{ display: 'inline-block', width: 12, height: 8, background: colorOf(theme, index) }} />{' '}
              {name}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
