import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Catalogue } from './catalogue.js';
import type { WellheadDataSource } from './datasource.js';
import { filterText, filterValueOf } from './editor/row-fields.js';
import { QueryEditor } from './query-editor.js';
import type { WellheadQuery } from './types.js';

const catalogue: Catalogue = {
  assets: [{ id: 'west', title: 'West', kind: 'region', parent: null }],
  signals: [
    {
      asset: 'west',
      name: 'sales.amount',
      title: 'Daily sales',
      unit: 'currencyUSD',
      forecast: true,
      lastValue: 5,
      lastAtMs: 0,
    },
  ],
  limits: [],
  marts: [
    {
      name: 'mart.sales_daily',
      title: 'Daily sales',
      timeColumn: 'day',
      columns: [
        { name: 'day', type: 'date', comment: '' },
        { name: 'sales', type: 'numeric', comment: '' },
      ],
    },
  ],
  recordTypes: [],
};

beforeEach(() =>
  setTemplateSrv({
    getVariables: () => [{ name: 'asset' }],
    replace: (text: string) => text,
  } as unknown as TemplateSrv),
);

function edit(
  query: WellheadQuery,
  source: Partial<WellheadDataSource> = { catalogue: () => Promise.resolve(catalogue) },
) {
  const onChange = vi.fn();
  function Held(): React.JSX.Element {
    const [current, setCurrent] = useState(query);
    return (
      <QueryEditor
        datasource={source as WellheadDataSource}
        query={current}
        onChange={(next) => {
          onChange(next);
          setCurrent(next);
        }}
        onRunQuery={() => undefined}
      />
    );
  }
  render(<Held />);
  return onChange;
}

it('says what the query returns, and asks for the fields of its type only', async () => {
  edit({ refId: 'A', queryType: 'margin', of: 'forecast', quantile: 0.9, assets: ['west'] });
  expect(await screen.findByTestId('wellhead-explanation')).toHaveTextContent(
    'the P90 of the forecast minus the limit',
  );
  expect(screen.getByRole('combobox', { name: 'Quantile' })).toHaveValue('P90');
  expect(screen.queryByRole('combobox', { name: 'Table' })).toBeNull();
});

it('takes a number over when its field is left, and forgets it when it is emptied', async () => {
  const onChange = edit({ refId: 'A', queryType: 'forecast', vintages: 2 });
  const field = screen.getByRole('spinbutton', { name: 'Vintages' });
  await userEvent.clear(field);
  await userEvent.type(field, '6{Tab}');
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', queryType: 'forecast', vintages: 6, version: 1 });
  await userEvent.clear(field);
  await userEvent.tab();
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', queryType: 'forecast', version: 1 });
});

it.each([
  ['Quality', { quality: true }],
  ['Live', { live: true }],
])('asks for %s when it is wanted, and saves nothing of it when it is not', async (name, wanted) => {
  const onChange = edit({ refId: 'A', queryType: 'telemetry' });
  const field = await screen.findByRole('switch', { name });
  await userEvent.click(field);
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', queryType: 'telemetry', ...wanted, version: 1 });
  await userEvent.click(field);
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', queryType: 'telemetry', version: 1 });
});

it('names a list of many by its label, also where Grafana gives the input an id of its own', async () => {
  edit({ refId: 'A', queryType: 'telemetry' });
  const field = await screen.findByRole('combobox', { name: 'Signals' });
  expect(field).toHaveAttribute('aria-label', 'Signals');
});

it('says why its lists are empty', async () => {
  edit(
    { refId: 'A', queryType: 'telemetry' },
    { catalogue: () => Promise.reject(new Error('Postgres does not answer.')) },
  );
  await waitFor(() => expect(screen.getByText('Postgres does not answer.')).toBeInTheDocument());
});

it('reads the text of a filter as what it means', () => {
  expect(filterValueOf('=', '12')).toBe(12);
  expect(filterValueOf('=', ' West ')).toBe('West');
  expect(filterValueOf('in', 'a, 2')).toEqual(['a', 2]);
  expect(filterText(['a', 2])).toBe('a, 2');
});
