import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveRequests } from './serve-requests.js';

describe('serving requests', () => {
  it('answers by HTTPS with a certificate, and by plain HTTP on the loopback for the own process alone', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-tls-'));
    const [certFile, keyFile] = [path.join(dir, 'cert.pem'), path.join(dir, 'key.pem')];
    const names = ['-subj', '/CN=ingestor', '-addext', 'subjectAltName=DNS:ingestor'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile, ...names],
      { stdio: 'ignore' },
    );
    const tls = { cert: await readFile(certFile), key: await readFile(keyFile) };
    const serving = await serveRequests((_request, response) => response.end('here'), {
      host: '127.0.0.1',
      port: 0,
      tls,
    });
    try {
      expect(serving.url).toBe(`https://127.0.0.1:${serving.port}`);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port: serving.port, ca: tls.cert, servername: 'ingestor' },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        asked.on('error', reject).end();
      });
      expect(status).toBe(200);
      await expect(fetch(`http://127.0.0.1:${serving.port}/`)).rejects.toThrow();
      expect(await (await fetch(serving.localUrl)).text()).toBe('here');
    } finally {
      await serving.close();
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('has one address where there is no certificate', async () => {
    const serving = await serveRequests((_request, response) => response.end('here'), { host: '127.0.0.1', port: 0 });
    expect(serving.localUrl).toBe(serving.url);
    await serving.close();
  });

  it('keeps the connection of an agent open between its requests', async () => {
    const serving = await serveRequests((_request, response) => response.end('here'), { host: '127.0.0.1', port: 0 });
    const answer = await fetch(serving.url);
    expect(answer.headers.get('keep-alive')).toBe('timeout=180');
    await answer.text();
    await serving.close();
  });
});
