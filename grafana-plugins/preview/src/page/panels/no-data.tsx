import React from 'react';

/** What a panel without values says, as Grafana does: its `noValue` where it has one. */
export const NoData = ({
  height,
  noValue = 'No data',
}: {
  readonly height: number;
  readonly noValue?: string | undefined;
}): React.JSX.Element => (
  <div role="status" style={{ display: 'grid', placeItems: 'center', height }}>
    {noValue}
  </div>
);
