import type { DataContextScopedVar, ScopedVars, TimeRange } from '@grafana/data';

/** Values of the dashboard's variables and of the built-in ones; the part of Grafana's templating that dashboards use. Pure. */

export type VariableValue = string | readonly string[];
export type Formatter =
  string | ((value: string | string[], variable: unknown, fallback: unknown) => string) | undefined;

const PATTERN = /\$\{(\w+)(?:\.([^:}]*))?(?::([^}]*))?\}|\[\[(\w+)(?::(\w+))?\]\]|\$(\w+)/g;

/** Replaces every known variable in a text; an unknown one stays as it is. */
export function replaceVariables(
  text: string,
  values: ReadonlyMap<string, VariableValue>,
  scoped: ScopedVars = {},
  formatter?: Formatter,
): string {
  return text.replace(PATTERN, (whole, braced, path, bracedFormat, squared, squaredFormat, bare) => {
    const name = String(braced ?? squared ?? bare);
    const told = ofTheField(name, String(path ?? ''), scoped);
    if (told !== undefined) return told;
    const value = (scoped[name]?.value as VariableValue | undefined) ?? values.get(name);
    if (value === undefined) return whole;
    const format = (bracedFormat ?? squaredFormat ?? undefined) as string | undefined;
    return formatValue(value, format ?? formatter, name);
  });
}

/** `__field.name`, `__field.labels.<label>`, `__series.name` and `__data.fields.<column>`, from what Grafana hands along with a field. */
function ofTheField(name: string, path: string, scoped: ScopedVars): string | undefined {
  const context = (scoped.__dataContext as DataContextScopedVar | undefined)?.value;
  if (!context || !name.startsWith('__')) return undefined;
  const { field, frame, rowIndex } = context;
  const [kind = '', key = ''] = path.split(/\.(.*)/s);
  switch (name) {
    case '__field':
      if (kind === 'labels') return key === '' ? Object.values(field.labels ?? {}).join(', ') : field.labels?.[key];
      return kind === '' || kind === 'name' || kind === 'displayName' ? field.name : undefined;
    case '__series':
      return frame.name;
    case '__data': {
      const column = kind === 'fields' ? frame.fields.find((each) => each.name === key) : undefined;
      return column && rowIndex !== undefined ? String(column.values[rowIndex]) : undefined;
    }
    default:
      return undefined;
  }
}

export function formatValue(value: VariableValue, format: Formatter, name: string): string {
  if (typeof format === 'function') return format(typeof value === 'string' ? value : [...value], { name }, undefined);
  const list = typeof value === 'string' ? [value] : value.map(String);
  switch (format) {
    case 'csv':
    case 'raw':
    case 'text':
      return list.join(format === 'text' ? ' + ' : ',');
    case 'json':
      return JSON.stringify(typeof value === 'string' ? value : list);
    case 'pipe':
      return list.join('|');
    case 'queryparam':
      return list.map((each) => `var-${name}=${encodeURIComponent(each)}`).join('&');
    case 'percentencode':
      return encodeURIComponent(list.length === 1 ? (list[0] ?? '') : `{${list.join(',')}}`);
    case undefined:
    default:
      return list.length === 1 ? (list[0] ?? '') : `{${list.join(',')}}`;
  }
}

/** `$__from`, `$__to`, `$__interval` and what else Grafana defines for a panel. */
export function builtInVariables(range: TimeRange, intervalMs: number): ScopedVars {
  const fromMs = range.from.valueOf();
  const toMs = range.to.valueOf();
  const scoped = (value: string | number) => ({ text: String(value), value: String(value) });
  return {
    __from: scoped(fromMs),
    __to: scoped(toMs),
    __interval: scoped(`${Math.max(1, Math.round(intervalMs / 1_000))}s`),
    __interval_ms: scoped(intervalMs),
    __range_ms: scoped(toMs - fromMs),
    __range_s: scoped(Math.round((toMs - fromMs) / 1_000)),
    __range: scoped(`${Math.round((toMs - fromMs) / 1_000)}s`),
  };
}
