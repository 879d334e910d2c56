import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded.js';
import { isAlive } from './postmaster.js';

const log = pino({ level: 'silent' });
/** Where a test is not about keeping data. */
const settings = { fsync: 'off' };
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-embedded-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function ask(url: string, text: string): Promise<readonly pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded Postgres', () => {
  it('works below a folder that others cannot enter and keeps data, port and password between starts', async () => {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const dataDir = path.join(folder, 'postgres');
    const first = await startEmbeddedPostgres({ dataDir, log });
    await ask(first.url, 'create table kept (n int); insert into kept values (42)');
    await first.close();
    const second = await startEmbeddedPostgres({ dataDir, log });
    try {
      expect(second.url).toBe(first.url);
      expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
      expect((await stat(path.join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
      expect(await ask(second.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
      expect(await ask(second.url, 'show password_encryption')).toEqual([{ password_encryption: 'scram-sha-256' }]);
      const wrong = second.url.replace(/:[^:@/]+@/, ':guess@');
      await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
      await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(/in use by process/);
    } finally {
      await second.close();
    }
    await removeEmbeddedPostgres(dataDir);
    await expect(stat(dataDir)).rejects.toThrow(/ENOENT/);
  });

  it('removes, as root, what a vanished trial left outside of its folder', async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root places data outside of the data folder');
    const trial = await mkdtemp(path.join(os.tmpdir(), 'wellhead-trial-'));
    const first = await startEmbeddedPostgres({ dataDir: path.join(trial, 'postgres'), settings, log });
    const cluster = (await readFile(path.join(trial, 'postgres', 'cluster-path'), 'utf8')).trim();
    await first.close();
    await rm(trial, { recursive: true });
    expect((await stat(cluster)).isDirectory()).toBe(true);
    const dataDir = path.join(folder, 'postgres');
    const second = await startEmbeddedPostgres({ dataDir, settings, log });
    await second.close();
    await expect(stat(cluster)).rejects.toThrow(/ENOENT/);
    await removeEmbeddedPostgres(dataDir);
  });

  it('recovers after its process was killed: the orphan is taken over and nothing committed is lost', async () => {
    await chmod(folder, 0o755);
    const dataDir = path.join(folder, 'postgres');
    const script = `
      import { pino } from 'pino';
      import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
      const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: pino({ level: 'silent' }) });
      console.log(postgres.url);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: path.resolve(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    await ask(url, 'create table kept (n int); insert into kept values (7)');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const orphan = Number((await readFile(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    expect(isAlive(orphan)).toBe(true);
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    try {
      expect(postgres.url).toBe(url);
      expect(await ask(postgres.url, 'select n from kept')).toEqual([{ n: 7 }]);
    } finally {
      await postgres.close();
    }
    await expect(ask(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says which port is busy, and starts over what an interrupted initdb left', async () => {
    await chmod(folder, 0o755);
    const dataDir = path.join(folder, 'postgres');
    await mkdir(path.join(dataDir, 'cluster', 'base'), { recursive: true });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startEmbeddedPostgres({ dataDir, port, settings, log })).rejects.toThrow(`Port ${port}`);
    await new Promise((resolve) => other.close(resolve));
    const postgres = await startEmbeddedPostgres({ dataDir, port, settings, log });
    expect(postgres.port).toBe(port);
    await postgres.close();
  });
});
