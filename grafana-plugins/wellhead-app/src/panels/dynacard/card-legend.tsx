import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { cardColors } from './card-colors.js';
import type { DynacardOptions } from './types.js';

/** What the lines are, each with a sample of it. */
export function CardLegend({
  options,
  hasReference,
}: {
  readonly options: DynacardOptions;
  readonly hasReference: boolean;
}): React.JSX.Element {
  const colors = cardColors(useTheme2());
  const items = [
    ...(options.showSurface ? [{ name: 'Surface card', color: colors.surface, dash: '' }] : []),
    ...(options.showPump ? [{ name: 'Pump card', color: colors.pump, dash: '' }] : []),
    ...(hasReference ? [{ name: 'Last normal card', color: colors.reference, dash: '6 4' }] : []),
  ];
  return (
    <div style={{ display: 'flex', gap: 12, height: 20, paddingLeft: 'min(64px, 3%)', fontSize: 12 }}>
      {items.map(({ name, color, dash }) => (
        <span key={name} style={{ whiteSpace: 'nowrap' }}>
          <svg width={22} height={8} aria-hidden="true" style={{ marginRight: 6 }}>
            <line x1={0} x2={22} y1={4} y2={4} stroke={color} strokeWidth={2.5} strokeDasharray={dash} />
          </svg>
          {name}
        </span>
      ))}
    </div>
  );
}
