import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connectPlugin, type PluginClient } from './plugin-client.js';

export interface HostedPlugin {
  readonly client: PluginClient;
  readonly address: string;
  readonly handshake: string;
  readonly pid: number;
  /** Log lines so far, as they came. */
  readonly logLines: readonly string[];
  /** Resolves when the process has ended; `code` is null for one ended by a signal. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Closes the connection and kills what still runs. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** The whole environment, as Grafana hands its plugins almost nothing. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a plugin executable as Grafana does: reads the handshake from its stdout, its log from stderr, and connects. Rejects when it ends first. */
export async function hostPlugin({ command, args = [], env }: HostOptions): Promise<HostedPlugin> {
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const logLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => logLines.push(line));
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));

  const stdout = createInterface({ input: child.stdout });
  const handshake = await Promise.race([
    once(stdout, 'line').then(([line]) => String(line)),
    ended.then(({ code }) => {
      throw new Error(`The plugin ended with ${code} before it said where it listens: ${logLines.join('\n')}`);
    }),
  ]);
  const address = handshake.split('|')[3] ?? '';
  const client = connectPlugin(address);
  return {
    client,
    address,
    handshake,
    pid: child.pid ?? 0,
    logLines,
    ended,
    async close() {
      client.close();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
