import { setBackendSrv, setDataSourceSrv, type BackendSrv, type DataSourceSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { expect, it } from 'vitest';
import { OverviewPage } from './overview-page.js';

interface World {
  readonly sources?: unknown;
  readonly failure?: Error;
  readonly installed?: boolean;
  readonly search?: () => Promise<unknown>;
}

function show({ sources = [], failure, installed = true, search = () => Promise.resolve([]) }: World): void {
  const getResource = () => (failure ? Promise.reject(failure) : Promise.resolve(sources));
  setDataSourceSrv({
    getList: () => (installed ? [{ uid: 'wellhead', name: 'Wellhead' }] : []),
    get: () => Promise.resolve({ getResource }),
  } as unknown as DataSourceSrv);
  setBackendSrv({ get: search } as unknown as BackendSrv);
  render(<OverviewPage />);
}

it('shows each source with its state and how many rows came', async () => {
  show({ sources: [{ source: 'till 1', received: 12_345, quarantined: 0, lastReceivedAtMs: Date.now() }] });
  expect(await screen.findByRole('rowheader', { name: /^till 1/ })).toBeInTheDocument();
  expect(screen.getByText('12,345')).toBeInTheDocument();
  expect(screen.getByText('fresh')).toBeInTheDocument();
});

it('says what to do when the backend is down', async () => {
  show({ failure: new Error('plugin unavailable') });
  expect(await screen.findByText(/does not answer/)).toBeInTheDocument();
  expect(screen.getByText(/plugin unavailable/)).toBeInTheDocument();
});

it('says how to add the data source when there is none', async () => {
  show({ installed: false });
  expect(await screen.findByText('Grafana has no Wellhead data source yet')).toBeInTheDocument();
});

it('still shows the sources when Grafana refuses the search', async () => {
  show({ sources: [{ source: 'till 1' }], search: () => Promise.reject(new Error('forbidden')) });
  expect(await screen.findByRole('rowheader', { name: /^till 1/ })).toBeInTheDocument();
});
