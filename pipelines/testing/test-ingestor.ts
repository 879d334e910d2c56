import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { batchOf, nsFromMs, problemOf, type RecordType, seriesOf } from '@wellhead/contracts';
import { saveRecords, type TelemetryStore } from '@wellhead/stores';
import type pg from 'pg';
import { z } from 'zod';

const rowsSchema = z.array(z.record(z.string(), z.json()));

export interface TestIngestor {
  readonly url: string;
  readonly requests: readonly string[];
  /** Files that it keeps, by their ids. */
  readonly documents: ReadonlyMap<string, { readonly name: string; readonly kind: string; readonly bytes: Buffer }>;
  /** The next answers, before it works again. */
  failNext(status: number, times?: number): void;
  close(): Promise<void>;
}

/**
 * The routes of the ingestor that flows use, in front of a real Postgres and a telemetry store: records by the natural key,
 * readings by line protocol in ms, documents. A row that `refuses` names is answered as the ingestor answers a bad one.
 */
export async function startTestIngestor(
  pool: pg.Pool,
  telemetry: TelemetryStore,
  recordTypes: readonly RecordType[],
  refuses: (row: Readonly<Record<string, unknown>>) => boolean = () => false,
): Promise<TestIngestor> {
  const requests: string[] = [];
  const documents = new Map<string, { name: string; kind: string; bytes: Buffer }>();
  let failures: number[] = [];
  const answer = async (path: string, bytes: Buffer): Promise<{ status: number; body: object }> => {
    const failure = failures.shift();
    if (failure !== undefined) return { status: failure, body: problemOf('overloaded', 'intake is full') };
    const { pathname, searchParams } = new URL(path, 'http://ingestor');
    if (pathname === '/api/v1/documents') {
      const id = randomUUID();
      documents.set(id, { name: searchParams.get('name') ?? '', kind: searchParams.get('kind') ?? '', bytes });
      return { status: 201, body: { id } };
    }
    const body = bytes.toString('utf8');
    const type = recordTypes.find((known) => path === `/api/v1/records/${known.type}`);
    if (type) {
      const rows = rowsSchema.parse(JSON.parse(body));
      const client = await pool.connect();
      await client.query('begin');
      await saveRecords(
        client,
        type,
        rows.filter((row) => !refuses(row)),
        { receivedAtMs: Date.now(), source: 'test', batchId: `${requests.length}` },
      );
      await client.query('commit');
      client.release();
      const places = rows.flatMap((row, index) => (refuses(row) ? [{ index, reason: 'not as its schema says' }] : []));
      if (places.length === 0) return { status: 200, body: {} };
      return { status: 400, body: problemOf('invalid-record', `${places.length} records refused`, places) };
    }
    const readings = body.split('\n').map((line) => {
      const [, measurement = '', asset = '', field = '', value, timeMs] =
        /^([^,]+),asset=(\S+) (\w+)=(\S+) (\d+)$/.exec(line) ?? [];
      return {
        series: seriesOf(measurement, { asset }, field, 'float'),
        timeNs: nsFromMs(Number(timeMs)),
        value: Number(value),
      };
    });
    await telemetry.write(batchOf(readings));
    return { status: 200, body: {} };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      requests.push(path);
      answer(path, Buffer.concat(chunks)).then(
        ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    documents,
    failNext: (status, times = 1) => {
      failures = Array.from({ length: times }, () => status);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
