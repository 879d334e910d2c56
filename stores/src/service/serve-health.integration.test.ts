import { describe, expect, it } from 'vitest';
import { serveHealth } from './serve-health.js';

const registry = { contentType: 'text/plain; version=0.0.4', metrics: async () => 'wellhead_up 1\n' };
const address = { host: '127.0.0.1', port: 0 };

describe('the health of a service', () => {
  it('tells that it lives, which dependency is not ready and why, and its metrics', async () => {
    let isAway = true;
    const store = async (): Promise<void> => {
      if (isAway) throw new Error('the store is away');
    };
    const health = await serveHealth({ ...address, registry, checks: { store, queue: async () => undefined } });
    const ask = async (path: string): Promise<unknown[]> => {
      const answer = await fetch(`http://127.0.0.1:${health.port}${path}`);
      return [answer.status, await answer.text()];
    };
    expect(await ask('/healthz')).toEqual([200, '{"status":"ok"}']);
    expect(await ask('/readyz')).toEqual([503, '{"status":"not ready","store":"the store is away","queue":"ok"}']);
    isAway = false;
    expect(await ask('/readyz?full')).toEqual([200, '{"status":"ready","store":"ok","queue":"ok"}']);
    expect(await ask('/metrics')).toEqual([200, 'wellhead_up 1\n']);
    expect(await ask('/else')).toEqual([404, expect.stringContaining('/readyz')]);
    await health.close();
  });

  it('says in one sentence that its port is taken', async () => {
    const first = await serveHealth({ ...address, registry, checks: {} });
    await expect(serveHealth({ ...address, port: first.port, registry, checks: {} })).rejects.toThrow(
      `Port ${first.port} of 127.0.0.1 cannot be opened: `,
    );
    await first.close();
  });
});
