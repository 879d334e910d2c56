import type { DataSourceApi, MetricFindValue, TimeRange } from '@grafana/data';
import { lastValueFrom, isObservable } from 'rxjs';
import { formatValue, replaceVariables, type VariableValue } from '../grafana/template.js';
import type { VariableJson } from './dashboard-json.js';

/** Variables of a dashboard with what may be chosen and what is. */
export interface ResolvedVariable {
  readonly name: string;
  readonly label: string;
  readonly shown: boolean;
  readonly editable: boolean;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** `$__all` when all are chosen. */
  readonly chosen: readonly string[];
  /** What it stands for in queries. */
  readonly value: VariableValue;
}

export const ALL = '$__all';

/** Resolves in the order of the list, so that one may use those before it. `chosen` comes from the address. */
export async function resolveVariables(
  list: readonly VariableJson[],
  chosen: (name: string) => readonly string[],
  range: TimeRange,
  source: () => Promise<DataSourceApi>,
  publish: (name: string, value: VariableValue) => void,
): Promise<ResolvedVariable[]> {
  const values = new Map<string, VariableValue>();
  const resolved: ResolvedVariable[] = [];
  for (const variable of list) {
    const options = await optionsOf(variable, values, range, source);
    const one = choose(variable, options, chosen(variable.name));
    values.set(one.name, one.value);
    publish(one.name, one.value);
    resolved.push(one);
  }
  return resolved;
}

type Options = ResolvedVariable['options'];

async function optionsOf(
  variable: VariableJson,
  values: ReadonlyMap<string, VariableValue>,
  range: TimeRange,
  source: () => Promise<DataSourceApi>,
): Promise<Options> {
  switch (variable.type) {
    case 'query':
      return askSource(variable.query, range, values, await source());
    case 'custom':
    case 'interval':
      return String(variable.query ?? '')
        .split(/(?<!\\),/)
        .map((part) => part.replaceAll('\\,', ',').trim())
        .filter((part) => part !== '')
        .map((part) => {
          const [label = part, value = label] = part.split(/\s+:\s+/);
          return { label, value };
        });
    case 'datasource':
      return [{ label: 'Wellhead', value: 'wellhead' }];
    default:
      return [];
  }
}

async function askSource(
  query: unknown,
  range: TimeRange,
  values: ReadonlyMap<string, VariableValue>,
  source: DataSourceApi,
): Promise<Options> {
  const support = source.variables;
  if (!support || !('query' in support) || typeof query !== 'object' || query === null) return [];
  const target = { refId: 'variable', ...query };
  const scopedVars = Object.fromEntries([...values].map(([name, value]) => [name, { text: String(value), value }]));
  const request = { targets: [target], range, scopedVars } as unknown as Parameters<
    NonNullable<typeof support.query>
  >[0];
  const answer = support.query?.(request);
  if (!answer || !isObservable(answer)) return [];
  const { data } = await lastValueFrom(answer);
  return (data as MetricFindValue[]).map(({ text, value }) => ({ label: text, value: String(value ?? text) }));
}

function choose(variable: VariableJson, options: Options, asked: readonly string[]): ResolvedVariable {
  const { name, type, multi = false, includeAll = false } = variable;
  const base = {
    name,
    label: variable.label ?? name,
    shown: variable.hide !== 2 && variable.hide !== 'hideVariable' && type !== 'constant',
    editable: type === 'textbox',
    multi,
    includeAll,
    options,
  };
  const saved = listOf(variable.current?.value);
  if (type === 'constant' || type === 'textbox') {
    const value = asked[0] ?? (type === 'constant' ? text(variable.query) : (saved[0] ?? text(variable.query)));
    return { ...base, chosen: [value], value };
  }
  const known = (value: string): boolean =>
    value === ALL ? includeAll : options.some((option) => option.value === value);
  const wanted = [asked, saved].map((values) => values.filter(known)).find((values) => values.length > 0);
  const fallback = includeAll ? [ALL] : options.slice(0, 1).map(({ value }) => value);
  const chosen = wanted ?? fallback;
  if (chosen.includes(ALL)) {
    const all = variable.allValue ? variable.allValue : options.map(({ value }) => value);
    return { ...base, chosen: [ALL], value: all };
  }
  return { ...base, chosen, value: multi ? chosen : (chosen[0] ?? '') };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);

/** A title with its variables filled in by their labels. */
export function titleWith(title: string, variables: readonly ResolvedVariable[]): string {
  const labels = new Map<string, VariableValue>(
    variables.map(({ name, options, chosen }) => [
      name,
      chosen.includes(ALL)
        ? 'All'
        : formatValue(
            chosen.map((value) => options.find((option) => option.value === value)?.label ?? value),
            'text',
            name,
          ),
    ]),
  );
  return replaceVariables(title, labels);
}
