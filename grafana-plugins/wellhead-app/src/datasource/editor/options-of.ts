import type { Catalogue, CatalogueSignal, CatalogueTable } from '../catalogue.js';
import type { Option } from './choice.js';

/** Catalogue → what the pickers list. Pure. */

export const assetOptions = (catalogue: Catalogue): Option[] =>
  catalogue.assets.map(({ id, title, kind }) => ({ value: id, label: title, description: `${kind} · ${id}` }));

/** Signals of the chosen assets (all when none is chosen), each with its unit and newest value. */
export function signalOptions(catalogue: Catalogue, assets: readonly string[], onlyForecast = false): Option[] {
  const named = assets.filter((asset) => !asset.includes('$'));
  const byName = new Map<string, CatalogueSignal[]>();
  for (const signal of catalogue.signals) {
    if (named.length > 0 && !named.includes(signal.asset)) continue;
    if (onlyForecast && !signal.forecast) continue;
    byName.set(signal.name, [...(byName.get(signal.name) ?? []), signal]);
  }
  return [...byName].map(([name, signals]) => ({
    value: name,
    label: name,
    description: describeSignals(signals),
  }));
}

function describeSignals(signals: readonly CatalogueSignal[]): string {
  const [first] = signals;
  if (!first) return '';
  const unit = first.unit === '' ? 'no unit' : first.unit;
  if (signals.length > 1) return `${unit} · ${signals.length} assets`;
  const last =
    first.lastValue === undefined
      ? 'no reading yet'
      : `last ${Number(first.lastValue.toPrecision(6))}${first.lastAtMs === undefined ? '' : ` at ${new Date(first.lastAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`}`;
  return `${first.title} · ${unit} · ${last}`;
}

export const tableOptions = (tables: readonly CatalogueTable[]): Option[] =>
  tables.map(({ name, title }) => ({ value: name, label: name, description: title === name ? '' : title }));

export const columnOptions = (tables: readonly CatalogueTable[], table: string | undefined): Option[] =>
  (tables.find(({ name }) => name === table)?.columns ?? []).map(({ name, type, comment }) => ({
    value: name,
    description: [type, comment].filter((part) => part !== '').join(' · '),
  }));
