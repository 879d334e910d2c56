import { CoreApp, dateTime, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import {
  setBackendSrv,
  setDataSourceSrv,
  setTemplateSrv,
  type BackendSrv,
  type DataSourceSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { lastValueFrom, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WellheadDataSource } from './datasource.js';
import type { WellheadQuery, WellheadVariableQuery } from './types.js';

const settings = { id: 1, uid: 'wellhead', type: 'wellhead-datasource', name: 'Wellhead', jsonData: {}, meta: {} };
const fetch = vi.fn();
const CHOSEN: Readonly<Record<string, string[]>> = { $asset: ['west', 'east'] };

beforeEach(() => {
  fetch.mockReset();
  setBackendSrv({ fetch } as unknown as BackendSrv);
  setDataSourceSrv({ getInstanceSettings: () => settings } as unknown as DataSourceSrv);
  setTemplateSrv({
    replace: (text: string, _scoped: unknown, format?: (value: string[]) => string) => {
      const values = CHOSEN[text];
      return values && format ? format(values) : text;
    },
    getVariables: () => [],
  } as unknown as TemplateSrv);
});

const source = () => new WellheadDataSource(settings as unknown as DataSourceInstanceSettings);
const range = { from: dateTime(0), to: dateTime(1_000), raw: { from: '0', to: '1000' } };

describe('the data source', () => {
  it('sends queries with their variables filled in and returns the frames of the backend', async () => {
    const frame = { schema: { refId: 'A', fields: [{ name: 'time', type: 'time' }] }, data: { values: [[5]] } };
    fetch.mockReturnValue(of({ data: { results: { A: { frames: [frame] } } } }));
    const targets: WellheadQuery[] = [{ refId: 'A', queryType: 'telemetry', assets: ['$asset'], signals: [] }];
    const request = {
      targets,
      range,
      intervalMs: 60_000,
      maxDataPoints: 100,
      scopedVars: {},
      requestId: 'r',
      app: CoreApp.Dashboard,
    };
    const response = await lastValueFrom(source().query(request as unknown as DataQueryRequest<WellheadQuery>));
    expect(response.data).toHaveLength(1);
    const sent = fetch.mock.calls[0]?.[0] as { url: string; data: { queries: WellheadQuery[] } };
    expect(sent.url).toContain('/api/ds/query');
    expect(sent.data.queries[0]).toMatchObject({ queryType: 'telemetry', assets: ['west', 'east'] });
  });

  it('asks for notifications by a new annotation, which Grafana saves nothing of, and for what another one says', () => {
    const asked = (target: object | undefined) =>
      source().annotations.prepareQuery?.({ name: 'New', enable: true, iconColor: 'red', target } as never);
    const notifications = { refId: 'Anno', queryType: 'ops', view: 'notifications' };
    expect(asked(undefined)).toEqual(notifications);
    expect(asked({ refId: 'Anno' })).toEqual(notifications);
    const events = { refId: 'Anno', queryType: 'records', type: 'well_events' };
    expect(asked(events)).toEqual(events);
  });

  it('has a new variable ask for assets, as its editor shows', () => {
    expect(source().variables?.getDefaultQuery?.()).toEqual({ kind: 'assets' });
  });

  it('puts ad-hoc filters into its queries, and sends none that nothing can fit', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      assets: [
        { id: 'west', kind: 'region' },
        { id: 'east', kind: 'region' },
      ],
    };
    fetch.mockImplementation(({ url }: { url: string }) =>
      url.includes('/api/ds/query')
        ? of({ data: { results: {} } })
        : of({ data: answers[url.split('/').at(-1) ?? ''] ?? [] }),
    );
    const request = {
      targets: [
        { refId: 'A', queryType: 'telemetry', assets: [], signals: [] },
        { refId: 'B', queryType: 'telemetry', assets: ['west'], signals: [] },
      ],
      filters: [{ key: 'asset', operator: '!=', value: 'west' }],
      range,
      intervalMs: 60_000,
      maxDataPoints: 100,
      scopedVars: {},
      requestId: 'r',
      app: CoreApp.Dashboard,
    };
    const own = source();
    await lastValueFrom(own.query(request as unknown as DataQueryRequest<WellheadQuery>), { defaultValue: undefined });
    const sent = fetch.mock.calls.map(([call]) => call as { url: string; data?: { queries: WellheadQuery[] } });
    expect(sent.flatMap(({ data }) => data?.queries ?? [])).toMatchObject([{ refId: 'A', assets: ['east'] }]);
    expect(await own.getTagKeys()).toEqual([{ text: 'asset' }, { text: 'signal' }]);
    expect(await own.getTagValues({ key: 'asset' })).toEqual([{ text: 'west' }, { text: 'east' }]);
  });

  it('does not send a query that lacks its table', () => {
    expect(source().filterQuery({ refId: 'A', queryType: 'mart', table: '' })).toBe(false);
    expect(source().filterQuery({ refId: 'A', queryType: 'telemetry', hide: true })).toBe(false);
  });

  it('starts with margin in an alert rule, where a number against zero is wanted', () => {
    expect(source().getDefaultQuery(CoreApp.UnifiedAlerting)).toEqual({ queryType: 'margin', of: 'last' });
  });

  it('passes on what the backend says of its health', async () => {
    fetch.mockReturnValue(of({ data: { status: 'ERROR', message: 'Postgres: connection refused. Telemetry: ok.' } }));
    expect(await source().testDatasource()).toEqual({
      status: 'error',
      message: 'Postgres: connection refused. Telemetry: ok.',
    });
    fetch.mockReturnValue(of({ data: { status: 'OK', message: 'Postgres: ok. Telemetry: ok.' } }));
    expect((await source().testDatasource()).status).toBe('success');
  });

  it('never claims success when the backend cannot be asked', async () => {
    fetch.mockReturnValue(throwError(() => ({ status: 503, data: { message: 'Plugin unavailable' } })));
    const health = await source().testDatasource();
    expect(health.status).toBe('error');
    expect(health.message).toContain('cannot be reached: Plugin unavailable. Start it');
    fetch.mockReturnValue(throwError(() => new Error('network')));
    expect((await source().testDatasource()).status).toBe('error');
  });
});

describe('the catalogue', () => {
  const asked = (): number => fetch.mock.calls.filter(([{ url }]) => String(url).endsWith('/assets')).length;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is read once for all that ask within half a minute', async () => {
    fetch.mockImplementation(() => of({ data: [] }));
    const one = source();
    await Promise.all([one.catalogue(), one.catalogue(), one.getTagKeys()]);
    vi.advanceTimersByTime(29_000);
    await one.catalogue();
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(2_000);
    await one.catalogue();
    expect(asked()).toBe(2);
  });

  it('is asked for again after it could not be read', async () => {
    fetch.mockImplementation(() => throwError(() => new Error('network')));
    const one = source();
    await expect(one.catalogue()).rejects.toThrow();
    fetch.mockImplementation(() => of({ data: [] }));
    expect((await one.catalogue()).assets).toEqual([]);
  });
});

describe('query variables', () => {
  const answers: Readonly<Record<string, unknown>> = {
    assets: [
      { id: 'total', kind: 'shop', title: 'All', parent: null },
      { id: 'west', kind: 'region', title: 'West', parent: 'total' },
      { id: 'till-1', kind: 'till', title: 'Till 1', parent: 'west' },
    ],
    signals: [
      { asset: 'west', measurement: 'sales', field: 'amount', title: 'Sales' },
      { asset: 'total', measurement: 'sales', field: 'orders', title: 'Orders' },
    ],
  };
  const values = async (query: Partial<WellheadVariableQuery>) => {
    fetch.mockImplementation(({ url }: { url: string }) => of({ data: answers[url.split('/').at(-1) ?? ''] ?? [] }));
    const support = source().variables as { query(request: unknown): ReturnType<WellheadDataSource['query']> };
    const request = { targets: [{ refId: 'v', kind: 'assets', ...query }], range, scopedVars: {} };
    return ((await lastValueFrom(support.query(request))).data as { value: string }[]).map(({ value }) => value);
  };

  it('list assets, by kind and below another one', async () => {
    expect(await values({})).toEqual(['total', 'west', 'till-1']);
    expect(await values({ assetKind: 'region' })).toEqual(['west']);
    expect(await values({ asset: 'total' })).toEqual(['west', 'till-1']);
  });
  it('list what stands in a column of a mart, each value once, the last by the alphabet first where that is asked for', async () => {
    const frame = {
      schema: { refId: 'v', fields: [{ name: 'batch', type: 'string' }] },
      data: { values: [['B-0002', 'B-0001', null]] },
    };
    fetch.mockReturnValue(of({ data: { results: { v: { frames: [frame] } } } }));
    const support = source().variables as { query(request: unknown): ReturnType<WellheadDataSource['query']> };
    const target = { refId: 'v', kind: 'column', table: 'mart.batches', column: 'batch', descending: true };
    const answer = await lastValueFrom(support.query({ targets: [target], range, scopedVars: {} }));
    expect(answer.data).toEqual([
      { text: 'B-0002', value: 'B-0002' },
      { text: 'B-0001', value: 'B-0001' },
    ]);
    const sent = fetch.mock.calls[0]?.[0] as { data: { queries: WellheadQuery[] } };
    expect(sent.data.queries[0]).toMatchObject({
      queryType: 'mart',
      table: 'mart.batches',
      groupBy: ['batch'],
      orderBy: [{ column: 'batch', direction: 'desc' }],
    });
    const unfinished = support.query({ targets: [{ refId: 'v', kind: 'column' }], range, scopedVars: {} });
    expect((await lastValueFrom(unfinished)).data).toEqual([]);
  });
  it('list only what stands in rows that fit another variable, with the words of a second column', async () => {
    const frame = {
      schema: {
        refId: 'v',
        fields: [
          { name: 'asset', type: 'string' },
          { name: 'title', type: 'string' },
        ],
      },
      data: { values: [['ticker-aur'], ['AUR']] },
    };
    fetch.mockReturnValue(of({ data: { results: { v: { frames: [frame] } } } }));
    const support = source().variables as { query(request: unknown): ReturnType<WellheadDataSource['query']> };
    const filters = [{ column: 'ticker', op: 'like', value: '$ticker' }];
    const target = {
      refId: 'v',
      kind: 'column',
      table: 'mart.tickers',
      column: 'asset',
      textColumn: 'title',
      filters,
    };
    const answer = await lastValueFrom(support.query({ targets: [target], range, scopedVars: {} }));
    expect(answer.data).toEqual([{ text: 'AUR', value: 'ticker-aur' }]);
    const sent = fetch.mock.calls[0]?.[0] as { data: { queries: WellheadQuery[] } };
    expect(sent.data.queries[0]).toMatchObject({
      columns: ['asset', 'title'],
      groupBy: ['asset', 'title'],
      filters: [{ column: 'ticker', op: 'like', value: expect.stringMatching(/ticker/) }],
    });
  });
  it('list the signals of the asset that another variable names', async () => {
    expect(await values({ kind: 'signals', asset: '$asset' })).toEqual(['sales.amount']);
    expect(await values({ kind: 'signals' })).toEqual(['sales.amount', 'sales.orders']);
  });
});
