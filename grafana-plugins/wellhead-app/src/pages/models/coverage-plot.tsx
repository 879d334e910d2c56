import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { ModelScore } from '@wellhead/contracts';
import React from 'react';
import { byError, coverageOf } from './coverage.js';

const SIZE = 260;
const MARGIN = 44;
/** Room for half of the label at an axis' end. */
const END = 14;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
/** More lines than this cannot be told apart. */
const SHOWN = 4;
const COLORS = ['blue', 'orange', 'green', 'purple'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3'];

const x = (ratio: number): number => MARGIN + ratio * (SIZE - MARGIN - END);
const y = (ratio: number): number => SIZE - MARGIN - ratio * (SIZE - MARGIN - END);
const percent = (ratio: number): string => `${Math.round(100 * ratio)} %`;

/** Promised against realised: an honest model lies on the diagonal, a too sure one below it. Bars are what chance explains. */
export function CoveragePlot({ scores }: { readonly scores: readonly ModelScore[] }): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const theme = useTheme2();
  const models = byError(scores)
    .filter((score) => coverageOf(score).length > 0)
    .slice(0, SHOWN);
  const said = models
    .map(
      (score) =>
        `${score.model}: ${coverageOf(score)
          .map((point) => `${percent(point.realised)} of ${percent(point.promised)}`)
          .join(', ')}`,
    )
    .join('; ');
  if (models.length === 0) return <p>No interval of these models was judged yet.</p>;
  return (
    <figure className={styles.figure}>
      <svg width={SIZE} height={SIZE} role="img" aria-label={`Realised against promised coverage. ${said}`}>
        {TICKS.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
            <line className={styles.grid} x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text className={styles.text} x={x(tick)} y={y(0) + 14} textAnchor="middle">
              {100 * tick}
            </text>
            <text className={styles.text} x={x(0) - 4} y={y(tick) + 4} textAnchor="end">
              {100 * tick}
            </text>
          </g>
        ))}
        <text className={styles.text} x={x(0.5)} y={SIZE - 6} textAnchor="middle">
          promised %
        </text>
        <text className={styles.text} transform={`translate(10 ${y(0.5)}) rotate(-90)`} textAnchor="middle">
          realised %
        </text>
        <line className={styles.diagonal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        {models.map((score, at) => {
          const color = theme.visualization.getColorByName(COLORS[at] ?? 'blue');
          const points = coverageOf(score);
          return (
            <g key={score.model} stroke={color} fill={color} strokeWidth={1.5}>
              <polyline
                fill="none"
                strokeDasharray={DASHES[at]}
                points={points.map((point) => `${x(point.promised)},${y(point.realised)}`).join(' ')}
              />
              {points.map(({ promised, realised, low, high }) => (
                <g key={promised}>
                  <line x1={x(promised)} x2={x(promised)} y1={y(low)} y2={y(high)} />
                  <circle cx={x(promised)} cy={y(realised)} r={3.5} />
                </g>
              ))}
            </g>
          );
        })}
      </svg>
      <figcaption>
        {models.map(({ model, champion }, at) => (
          <div key={model}>
            <svg width={24} height={8} aria-hidden>
              <line
                x1={0}
                x2={24}
                y1={4}
                y2={4}
                strokeWidth={2}
                strokeDasharray={DASHES[at]}
                stroke={theme.visualization.getColorByName(COLORS[at] ?? 'blue')}
              />
            </svg>{' '}
            {model}
            {champion && ' (champion)'}
          </div>
        ))}
      </figcaption>
    </figure>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  figure: css({ display: 'flex', gap: theme.spacing(3), alignItems: 'center', margin: 0 }),
  grid: css({ stroke: theme.colors.border.weak }),
  diagonal: css({ stroke: theme.colors.text.secondary, strokeDasharray: '4 4' }),
  text: css({ fill: theme.colors.text.secondary, fontSize: 11 }),
});
