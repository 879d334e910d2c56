import { z } from 'zod';

const text = z.string().min(1);

/** How metrics of Prometheus become signals: which asset they are of, and where a name is cut into measurement and field. */
export const metricNamingSchema = {
  assets: z
    .array(z.strictObject({ labels: z.record(text, z.string()), asset: text }))
    .default([])
    .describe('asset by labels: the first whose labels all match; else the label asset, else instance'),
  prefixes: z
    .array(text)
    .default([])
    .describe('node cuts node_load1 into measurement node, field load1; other metrics keep their name, field value'),
};
export type MetricNaming = z.infer<z.ZodObject<typeof metricNamingSchema>>;

export interface NamedMetric {
  readonly measurement: string;
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
}

export const METRIC_NAME = '__name__';

/** Names metrics by their labels, `__name__` included. Labels without a value are as good as absent (Prometheus data model). */
export function openMetricNaming(config: MetricNaming): (labels: Readonly<Record<string, string>>) => NamedMetric {
  const prefixes = config.prefixes.map((prefix) => `${prefix}_`).sort((a, b) => b.length - a.length);
  return (labels) => {
    const name = labels[METRIC_NAME] ?? '';
    const tags = Object.fromEntries(
      Object.entries(labels).filter(([label, value]) => label !== METRIC_NAME && value !== ''),
    );
    const rule = config.assets.find(({ labels: wanted }) =>
      Object.entries(wanted).every(([label, value]) => (labels[label] ?? '') === value),
    );
    const asset = rule?.asset ?? tags['asset'] ?? tags['instance'];
    if (asset !== undefined) tags['asset'] = asset;
    const prefix = prefixes.find((one) => name.length > one.length && name.startsWith(one));
    return prefix === undefined
      ? { measurement: name, field: 'value', tags }
      : { measurement: prefix.slice(0, -1), field: name.slice(prefix.length), tags };
  };
}
