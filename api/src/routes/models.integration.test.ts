import { request, type ClientRequest } from 'node:http';
import { openModelRegistry } from '@wellhead/stores';
import { MODEL_QUEUE } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { octaneManifest as manifest } from '../../testing/octane-manifest.js';
import { TOKEN, type ServedApi } from '../../testing/serve-api.js';
import { json, problem, serveExample } from '../../testing/serve-example.js';

/** The status of an upload that says it has 2 GB, before more than its first bytes are sent. */
const statusOfHuge = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': 2 ** 31,
        },
      },
      (response) => {
        resolve(response.statusCode);
        sent.destroy();
      },
    );
    sent.on('error', reject);
    sent.write('--x\r\ncontent-disposition: form-data; name="model"; filename="huge.onnx"\r\n\r\n');
  });

/** An upload whose first part is sent, and whose end never comes. */
function openUpload(url: string): { readonly request: ClientRequest; readonly sent: Promise<void> } {
  const type = 'multipart/form-data; boundary=x';
  const opened = request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type, 'content-length': 1_000_000 },
  });
  opened.on('error', () => undefined);
  const sent = new Promise<void>((resolve) => opened.write('--x\r\n'.padEnd(100_000, 'x'), () => resolve()));
  return { request: opened, sent };
}

describe('models over HTTP', () => {
  let api: ServedApi;
  const jobs: unknown[] = [];
  let answer: object = { kind: 'registered', name: 'octane', version: 1, status: 'candidate' };
  beforeAll(async () => {
    api = await serveExample();
    // Stands for the forecaster, whose own tests bring real files.
    await api.jobs.work(MODEL_QUEUE, (job) => {
      jobs.push(job.data);
      return Promise.resolve(answer);
    });
  });
  afterAll(() => api.close());

  const upload = (given: object, bytes: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.set('manifest', JSON.stringify(given));
    form.set('model', new Blob([bytes]), 'octane.onnx');
    return fetch(`${api.url}/models`, { method: 'POST', body: form, headers: { authorization: `Bearer ${TOKEN}` } });
  };

  it('take a file with its manifest, keep it for the forecaster and answer what was decided', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    const response = await upload(manifest, bytes);
    expect(response.status).toBe(201);
    expect(await json(response)).toMatchObject({ kind: 'registered', name: 'octane', version: 1 });
    const { rows } = await api.fixture.stores.pool.query<{ bytes: Buffer }>('select bytes from ops.model_uploads');
    expect(rows[0]?.bytes.equals(bytes)).toBe(true);
    expect(jobs.at(-1)).toMatchObject({ kind: 'check' });
    answer = { kind: 'refused', reasons: ['it has a Loop', 'its opset is 99'] };
    const refused = await upload(manifest, bytes);
    expect(refused.status).toBe(400);
    expect(await problem(refused)).toMatchObject({
      type: expect.stringMatching(/invalid-model$/),
      places: [{ reason: 'it has a Loop' }, { reason: 'its opset is 99' }],
    });
  });

  it('refuse a manifest that is none, a file that is too large before it is read, and what is no form', async () => {
    const wrong = await upload({ ...manifest, inputs: [] }, new Uint8Array(1));
    expect(wrong.status).toBe(400);
    expect((await problem(wrong)).detail).toMatch(/inputs/);
    const large = await upload(manifest, new Uint8Array(33 * 1024 * 1024));
    expect(large.status).toBe(413);
    expect((await problem(large)).detail).toMatch(/larger than the 32 MB/);
    expect(await statusOfHuge(`${api.url}/models`)).toBe(413);
    const plain = await api.ask('POST', '/models', { manifest });
    expect(plain.status).toBe(415);
    const broken = await api.ask('POST', '/models', '--x\r\nnothing', {
      'content-type': 'multipart/form-data; boundary=x',
    });
    expect(broken.status).toBe(400);
  });

  it('keep nothing of uploads that are interrupted, and read no manifest that is nested without end', async () => {
    const count = async (): Promise<number> =>
      (await api.fixture.stores.pool.query('select from ops.model_uploads where size_bytes > 1')).rows.length;
    const before = await count();
    // More than may be taken at once: each that is broken off lets the next one in.
    for (let at = 0; at < 4; at += 1) {
      const { request: one, sent } = openUpload(`${api.url}/models`);
      await sent;
      one.destroy();
    }
    answer = { kind: 'registered', name: 'octane', version: 1, status: 'candidate' };
    await vi.waitFor(async () => expect((await upload(manifest, new Uint8Array(1))).status).toBe(201));
    expect(await count()).toBe(before);
    const endless = new FormData();
    endless.set('manifest', '['.repeat(1_000_000));
    endless.set('model', new Blob([new Uint8Array(1)]), 'octane.onnx');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const told = await fetch(`${api.url}/models`, { method: 'POST', body: endless, headers });
    expect(told.status).toBe(400);
    expect((await problem(told)).detail).toMatch(/nested deeper than \d+ levels/);
  });

  it('become champion and are retired with a reason, past the gate only when somebody insists', async () => {
    const registry = openModelRegistry(api.fixture.stores.pool);
    await registry.register({
      name: 'pump',
      kind: 'soft-sensor',
      bytes: new Uint8Array(3),
      card: { describes: 'x' },
      by: 'ann',
      reason: 'uploaded',
    });
    expect(await json(await api.ask('GET', '/models?name=pump'))).toMatchObject([
      { name: 'pump', version: 1, status: 'candidate', gate: 'it has no back-test' },
    ]);
    const early = await api.ask('POST', '/models/pump/1/promote', { reason: 'I like it' });
    expect(early.status).toBe(409);
    expect((await problem(early)).detail).toContain('may not become champion: it has no back-test');
    const insisted = await api.ask('POST', '/models/pump/1/promote', {
      reason: 'the laboratory agrees',
      despite: true,
      by: 'bob',
    });
    expect(await json(insisted)).toMatchObject({ status: 'champion' });
    expect((await api.ask('POST', '/models/pump/1/retire', { reason: 'sold' })).status).toBe(200);
    expect((await api.ask('POST', '/models/pump/1/retire', { reason: 'sold' })).status).toBe(409);
    expect(await json(await api.ask('GET', '/models/pump/history'))).toMatchObject([
      { to: 'retired', reason: 'sold' },
      { to: 'champion', changedBy: 'bob', reason: 'the laboratory agrees (although it has no back-test)' },
      { to: 'candidate' },
    ]);
    expect((await api.ask('GET', '/models/pump/9')).status).toBe(404);
    expect((await api.ask('POST', '/models/pump/1/back-test', {})).status).toBe(202);
    expect((await api.ask('GET', '/runs/none/record')).status).toBe(404);
  });

  it('follow configurations, which are checked, versioned and removed', async () => {
    const signals = [{ asset: 'well-*', measurement: 'esp', field: '*' }];
    const set = await api.ask('PUT', '/model-configs/pumps', {
      document: { signals, horizonSteps: 24 },
      reason: 'a day',
    });
    expect(await json(set)).toMatchObject({ name: 'pumps', version: 1, matches: 2 });
    const wrong = await api.ask('PUT', '/model-configs/pumps', {
      document: { signals, levels: [0.9], models: ['Holt Winters'], extra: 1 },
    });
    expect(wrong.status).toBe(400);
    expect((await problem(wrong)).places?.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['document.levels.0', 'document.models.0', 'document']),
    );
    const misspelt = await api.ask('PUT', '/model-configs/pumps', {
      document: { signals, models: ['holt-winters', 'theta@1', 'pump@1', 'holt-winter', 'theta@7'] },
    });
    expect(misspelt.status).toBe(400);
    expect((await problem(misspelt)).places).toMatchObject([
      { field: 'document.models.3', found: 'holt-winter', reason: expect.stringMatching(/there are arps, .*pump/) },
      { field: 'document.models.4', found: 'theta@7' },
    ]);
    const late = await api.ask('PUT', '/model-configs/pumps', { document: { signals }, basedOn: 0 });
    expect(late.status).toBe(409);
    expect((await problem(late)).detail).toMatch(/pumps is at version 1 by .* your change was made on version 0/);
    expect(await json(await api.ask('GET', '/model-configs'))).toMatchObject([{ name: 'pumps', version: 1 }]);
    expect((await api.ask('DELETE', '/model-configs/pumps?reason=over')).status).toBe(200);
    expect((await api.ask('DELETE', '/model-configs/pumps')).status).toBe(404);
    expect(await json(await api.ask('GET', '/model-configs/pumps/history'))).toMatchObject([
      { version: 2, document: null, reason: 'over' },
      { version: 1, document: { horizonSteps: 24 } },
    ]);
  });
});
