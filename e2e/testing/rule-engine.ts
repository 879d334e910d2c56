import { readFileSync } from 'node:fs';
import path from 'node:path';
import { querySchema, type Frame } from '@wellhead/contracts';
import { provisioningDir } from '@wellhead/provisioning';
import { runQuery, type QueryStores } from '@wellhead/stores';
import { parse } from 'yaml';
import type { z } from 'zod';
import { alertingFileSchema, type ruleSchema } from '../../provisioning/testing/grafana-shapes.js';
import { renderTemplate } from './go-template.js';

export type ProvisionedRule = z.infer<typeof ruleSchema>;

/** One alert that fires, as Grafana sends it. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A number with its labels: one dimension of a query or an expression. */
interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** The rules of the file that Grafana is given, by uid. */
export const provisionedRules = (): ReadonlyMap<string, ProvisionedRule> =>
  new Map(
    (
      alertingFileSchema.parse(parse(readFileSync(path.join(provisioningDir, 'alerting/wellhead-rules.yaml'), 'utf8')))
        .groups ?? []
    )
      .flatMap(({ rules }) => rules)
      .map((rule) => [rule.uid, rule]),
  );

/**
 * Evaluates a rule as Grafana's engine does, on the queries of our backend: queries, then `reduce`, `math` and `threshold`, dimension by dimension, and the
 * templates of its annotations. How long it must hold (`for`) is left to who asks. Throws on an expression that our rules do not use.
 */
export async function evaluateRule(
  rule: ProvisionedRule,
  stores: QueryStores,
  { nowMs, externalUrl }: { readonly nowMs: number; readonly externalUrl: string },
): Promise<readonly FiringAlert[]> {
  const known = new Map<string, readonly Labelled[]>();
  for (const { refId, datasourceUid, relativeTimeRange, model } of rule.data) {
    if (datasourceUid === '__expr__') known.set(refId, expressionOf(model, known));
    else {
      const frames = await runQuery(stores, querySchema.parse(model), {
        fromMs: nowMs - relativeTimeRange.from * 1_000,
        toMs: nowMs - relativeTimeRange.to * 1_000,
        nowMs,
        intervalMs: 60_000,
        maxDataPoints: 100,
        fromAlert: true,
      });
      known.set(refId, frames.flatMap(dimensionsOf));
    }
  }
  return (known.get(rule.condition) ?? [])
    .filter(({ values }) => values[0] === 1)
    .map(({ labels }) => {
      const values = Object.fromEntries(
        [...known].flatMap(([refId, dimensions]) => {
          const own = dimensions.find((one) => holds(labels, one.labels));
          return own?.values.length === 1 ? [[refId, { Labels: own.labels, Value: own.values[0] }]] : [];
        }),
      );
      const render = (text: string): string =>
        renderTemplate(text, { Labels: labels, Values: values }, { externalUrl });
      return {
        labels: { ...labels, ...rule.labels, alertname: rule.title, grafana_folder: 'Wellhead' },
        annotations: Object.fromEntries(Object.entries(rule.annotations).map(([name, text]) => [name, render(text)])),
      };
    });
}

const dimensionsOf = ({ fields }: Frame): Labelled[] =>
  fields
    .filter(({ type }) => type === 'number' || type === 'integer' || type === 'unsigned')
    .map(({ labels = {}, values }) => ({
      labels,
      values: Array.from<unknown, number>(values, (value) => (value === null ? Number.NaN : Number(value))),
    }));

/** Whether these labels have all of those, with the same values. */
const holds = (labels: Labelled['labels'], part: Labelled['labels']): boolean =>
  Object.entries(part).every(([name, value]) => labels[name] === value);

function expressionOf(
  model: ProvisionedRule['data'][number]['model'],
  known: ReadonlyMap<string, readonly Labelled[]>,
): readonly Labelled[] {
  const of = (refId: unknown): readonly Labelled[] => known.get(String(refId)) ?? [];
  switch (String(model['type'])) {
    case 'reduce':
      return of(model['expression']).map(({ labels, values }) => {
        // dropNN: what is no number is left out.
        const numbers = values.filter(Number.isFinite);
        const reduced = model['reducer'] === 'max' ? Math.max(...numbers) : (numbers.at(-1) ?? Number.NaN);
        return { labels, values: numbers.length === 0 ? [] : [reduced] };
      });
    case 'math': {
      const [, left = '', sign = '', right = ''] = /^\$(\w+) ([-+]) \$(\w+)$/.exec(String(model['expression'])) ?? [];
      if (sign === '') throw new Error(`the formula ${String(model['expression'])} is not known here`);
      return of(left).flatMap((one) =>
        of(right).flatMap((other) => {
          const fits = holds(one.labels, other.labels) || holds(other.labels, one.labels);
          const [a, b] = [one.values[0], other.values[0]];
          if (!fits || a === undefined || b === undefined) return [];
          return [{ labels: { ...one.labels, ...other.labels }, values: [sign === '+' ? a + b : a - b] }];
        }),
      );
    }
    case 'threshold': {
      const [{ evaluator } = { evaluator: undefined }] = model['conditions'] as unknown as {
        evaluator: { type: 'gt'; params: [number] };
      }[];
      return of(model['expression']).flatMap(({ labels, values: [value] }) =>
        value === undefined ? [] : [{ labels, values: [value > (evaluator?.params[0] ?? 0) ? 1 : 0] }],
      );
    }
    default:
      throw new Error(`the expression ${String(model['type'])} is not known here`);
  }
}
