import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const WRK = '/usr/bin/wrk';

export interface WrkOutcome {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** Answers of 2xx. */
  readonly acknowledged: number;
  readonly refused: number;
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/** Sends requests of one point over 64 connections for some seconds. `timeSeconds` are the leading digits of their times: others for each run. */
export async function runWrk(url: string, token: string, timeSeconds: number, seconds: number): Promise<WrkOutcome> {
  const script = fileURLToPath(new URL('./one-point.lua', import.meta.url));
  const args = ['-t', '1', '-c', '64', '-d', `${seconds}s`, '--latency', '-s', script, url, '--', token];
  const child = spawn(WRK, [...args, String(timeSeconds)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`wrk ended with ${code}`);
  const [, p99 = 'NaN', unit = 'ms'] = /^\s*99%\s+([\d.]+)(us|ms|s)/m.exec(text) ?? [];
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  return {
    requestsPerSecond: Number(/^Requests\/sec:\s+([\d.]+)/m.exec(text)?.[1]),
    p99Ms: Number(p99) * (UNITS[unit] ?? Number.NaN),
    acknowledged: Number(/(\d+) requests in/.exec(text)?.[1]) - refused,
    refused,
  };
}
