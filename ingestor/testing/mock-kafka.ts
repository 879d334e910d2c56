import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const KCAT = '/usr/bin/kcat';
export const hasKcat = (): boolean => existsSync(KCAT);

/** A Kafka broker for tests: librdkafka's mock cluster, which lives in a kcat process; topics are made when they are used. */
export interface TestKafka {
  readonly brokers: readonly string[];
  close(): Promise<void>;
}

export async function startMockKafka(): Promise<TestKafka> {
  const args = ['-b', '127.0.0.1:1', '-X', 'test.mock.num.brokers=1', '-C', '-t', 'kept-alive', '-o', 'end'];
  const child = spawn(KCAT, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  const broker = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /replaced with ([\d.]+:\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`kcat ended: ${text}`)));
  });
  return {
    brokers: [broker],
    close: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
