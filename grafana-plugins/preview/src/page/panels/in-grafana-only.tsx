import React from 'react';

/** For panels that show Grafana's own state, which the preview does not have. */
export const InGrafanaOnly = (): React.JSX.Element => (
  <p role="status">Shown in Grafana: it lists what Grafana itself keeps.</p>
);
