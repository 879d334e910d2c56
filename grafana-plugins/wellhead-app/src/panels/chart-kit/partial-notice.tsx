import type { PanelProps } from '@grafana/data';
import React from 'react';
import { failuresOf } from './panel-notice.js';

const HEIGHT = 20;

/** A panel that draws what came and says above it what did not: the failures of some of its queries. Where nothing came the panel says so itself. */
export function withPartialNotice<Options extends object>(
  Panel: React.ComponentType<PanelProps<Options>>,
): React.ComponentType<PanelProps<Options>> {
  return function PanelOfWhatCame(props: PanelProps<Options>): React.JSX.Element {
    const failures = failuresOf(props.data);
    if (failures.length === 0 || !props.data.series.some(({ length }) => length > 0)) return <Panel {...props} />;
    const text = `Part of the data is missing: ${failures.join(' ')}`;
    return (
      <>
        <div
          role="status"
          title={text}
          style={{
            height: HEIGHT,
            padding: '0 8px',
            fontSize: 12,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {text}
        </div>
        <Panel {...props} height={Math.max(0, props.height - HEIGHT)} />
      </>
    );
  };
}
