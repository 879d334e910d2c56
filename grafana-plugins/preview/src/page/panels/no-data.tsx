import React from 'react';

export const NoData = ({ height }: { readonly height: number }): React.JSX.Element => (
  <div role="status" style={{ display: 'grid', placeItems: 'center', height }}>
    No data
  </div>
);
