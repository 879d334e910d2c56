import type { BadgeColor } from '@grafana/ui';
import type { RunAnswer } from '@wellhead/contracts';

export const RUN_COLORS: Readonly<Record<RunAnswer['state'], BadgeColor>> = {
  running: 'blue',
  succeeded: 'green',
  failed: 'red',
};
