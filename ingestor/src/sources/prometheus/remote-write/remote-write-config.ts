import { z } from 'zod';
import { sourceName } from '../../source-name.js';
import { metricNamingSchema } from '../metric-naming.js';

/** How metrics are named that Prometheus sends; there is one such source at most. Without it, the defaults hold. */
export const remoteWriteSchema = z.strictObject({
  kind: z.literal('prometheus-remote-write'),
  name: sourceName,
  ...metricNamingSchema,
});
