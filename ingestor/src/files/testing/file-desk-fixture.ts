import { expect } from 'vitest';
import { examplePack } from '../../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';

/** Readings, a column a signal, as a Russian SCADA exports them. */
export const WELLS = `
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
/** Records of the laboratory. */
export const LAB = `
source: laboratory
time: { column: Taken, format: dd.mm.yyyy }
records:
  type: lab_results
  columns:
    - { column: Sample, field: sample_id }
    - { column: Taken, field: taken_on }
    - { column: Value, field: value }
`;

export interface FileAnswer {
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

export interface FileDeskFixture extends Omit<IngestorFixture, 'restart'> {
  /** Any request, with the token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Hands a file in and waits until its rows are stored. */
  send(name: string, mapping: string, body: BodyInit): Promise<FileAnswer>;
  /** Time and value of each reading of a series. */
  valuesOf(key: string): Promise<[iso: string, value: number][]>;
}

/** An ingestor with the example pack, which knows the mappings `wells` and `lab`. */
export async function openFileDeskFixture(): Promise<FileDeskFixture> {
  const fixture = await openIngestorFixture({ packs: [examplePack] });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(fixture.ingestor.url + path, { ...init, headers: { authorization: `Token ${fixture.token}` } });
  for (const [name, body] of Object.entries({ wells: WELLS, lab: LAB }))
    expect((await ask(`/api/v1/file-mappings/${name}`, { method: 'PUT', body })).status).toBe(200);
  return {
    ...fixture,
    ask,
    async send(name, mapping, body) {
      const response = await fixture.post(`/api/v1/files?name=${name}&mapping=${mapping}&wait=30`, body);
      const answer = (await response.json()) as FileAnswer;
      expect([200, 202]).toContain(response.status);
      return answer;
    },
    async valuesOf(key) {
      const everything = { fromNs: -(2n ** 62n), toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
      const measurement = key.split(',')[0] ?? '';
      const stored = await fixture.telemetry.read({ selector: { measurement }, ...everything });
      const series = stored.find((one) => one.series.key === key);
      return [...(series?.timeNs ?? [])].map((time, at) => [
        new Date(Number(time / 1_000_000n)).toISOString(),
        Number(series?.values[at]),
      ]);
    },
  };
}
