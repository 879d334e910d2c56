import { installPack, type SeriesReadings } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture } from '../../testing/ingestor-fixture.js';

const WELLS = `
source: scada
csv: { decimal: ',' }
missing: ['-']
time: { column: Time, format: dd.mm.yyyy, zone: Europe/Moscow }
readings:
  form: wide
  asset: { column: Well }
  columns:
    - { column: Temperature, signal: esp.temperature, unit: fahrenheit }
    - { column: Pressure, signal: esp.pressure }
`;
const LAB = `
source: laboratory
time: { column: Taken, format: dd.mm.yyyy }
records:
  type: lab_results
  columns:
    - { column: Sample, field: sample_id }
    - { column: Taken, field: taken_on }
    - { column: Value, field: value }
`;

interface FileAnswer {
  readonly id: string;
  readonly state: string;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRefused: number;
  readonly rowsEmpty: number;
  readonly repeated: boolean;
  readonly archivePath: string;
  readonly error: string | null;
}

describe('files', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ packs: [examplePack] });
    await installPack(fixture.database.pool, examplePack);
    for (const [name, text] of [
      ['wells', WELLS],
      ['lab', LAB],
    ])
      expect((await ask(`/api/v1/file-mappings/${name}`, { method: 'PUT', body: text ?? '' })).status).toBe(200);
  });
  afterAll(() => fixture.close());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(fixture.ingestor.url + path, {
      ...init,
      headers: { authorization: `Token ${fixture.token}`, ...(init.headers as Record<string, string>) },
    });
  const send = async (name: string, mapping: string, body: BodyInit, more = ''): Promise<FileAnswer> => {
    const response = await fixture.post(`/api/v1/files?name=${name}&mapping=${mapping}&wait=30${more}`, body);
    const answer = (await response.json()) as FileAnswer;
    expect([200, 202]).toContain(response.status);
    return answer;
  };
  const stored = async (measurement: string): Promise<readonly SeriesReadings[]> =>
    fixture.telemetry.read({
      selector: { measurement },
      fromNs: -(2n ** 62n),
      toNs: 2n ** 62n,
      shape: { kind: 'raw' },
    });
  const valuesOf = async (key: string): Promise<[string, number][]> => {
    const series = (await stored(key.split(',')[0] ?? '')).find((one) => one.series.key === key);
    return [...(series?.timeNs ?? [])].map((time, at) => [
      new Date(Number(time / 1_000_000n)).toISOString(),
      Number(series?.values[at]),
    ]);
  };

  it('become readings: a column a signal, in the unit of the signal, at the time of the zone', async () => {
    const csv =
      'Time;Well;Temperature;Pressure\n25.11.2026 12:00:00;well-101;212;101,5\n25.11.2026 12:01:00;well-101;-;1e2\n\n';
    const answer = await send('wells.csv', 'wells', csv);
    expect(answer).toMatchObject({
      state: 'done',
      rowsRead: 3,
      rowsStored: 2,
      rowsEmpty: 1,
      rowsRefused: 0,
      repeated: false,
    });
    expect(await valuesOf('esp,asset=well-101 temperature')).toEqual([['2026-11-25T09:00:00.000Z', 100]]);
    expect(await valuesOf('esp,asset=well-101 pressure')).toEqual([
      ['2026-11-25T09:00:00.000Z', 101.5],
      ['2026-11-25T09:01:00.000Z', 100],
    ]);
    const archived = await fixture.archive.list({ source: 'scada', kind: 'file' });
    expect(archived.map(({ path }) => path)).toContain(answer.archivePath);
  });
});
