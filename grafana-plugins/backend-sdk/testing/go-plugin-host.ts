import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MethodDefinition } from '@grpc/grpc-js';

/**
 * The real go-plugin, the library that Grafana runs plugins with, built from Debian's packages:
 * `apt-get install golang-go golang-github-hashicorp-go-plugin-dev golang-google-grpc-dev`.
 */
const SOURCE = fileURLToPath(new URL('./go-plugin-host/main.go', import.meta.url));
const GOPATH = '/usr/share/gocode';
const NEEDED = ['github.com/hashicorp/go-plugin', 'google.golang.org/grpc'];
// Debian's own first: only it is sure to build packages without modules.
const COMPILERS = ['/usr/lib/go-1.19/bin/go', '/usr/bin/go', '/usr/local/go/bin/go'];

const present = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export interface BuiltHost {
  readonly binary: string;
  remove(): Promise<void>;
}

/** Builds the host into a temporary folder; `missing` says in one line what is not installed. */
export async function buildGoPluginHost(): Promise<BuiltHost | { readonly missing: string }> {
  let compiler: string | undefined;
  for (const path of COMPILERS) if (!compiler && (await present(path))) compiler = path;
  if (!compiler) return { missing: 'no Go compiler (Debian: golang-go)' };
  for (const name of NEEDED) {
    if (!(await present(join(GOPATH, 'src', name)))) return { missing: `no Go package ${name} below ${GOPATH}` };
  }
  const folder = await mkdtemp(join(tmpdir(), 'wellhead-go-plugin-host-'));
  const binary = join(folder, 'go-plugin-host');
  const env = { ...process.env, GO111MODULE: 'off', GOPATH, GOFLAGS: '', GOTOOLCHAIN: 'local' };
  await promisify(execFile)(compiler, ['build', '-o', binary, SOURCE], { env });
  return { binary, remove: () => rm(folder, { recursive: true }) };
}

/** Time of the command in ms, and whether the plugin's process has ended. */
export interface HostAnswer {
  readonly ms: number;
  readonly exited: boolean;
  readonly negotiated?: number;
}

export interface GoPluginHost {
  /** Starts an executable as Grafana does, with this environment and nothing else. Rejects with go-plugin's own words. */
  start(executable: string, env: Readonly<Record<string, string>>, args?: readonly string[]): Promise<HostAnswer>;
  ping(): Promise<HostAnswer>;
  /** Calls a unary method, `times` in a row; the reply is that of the last. */
  invoke<Reply>(
    method: MethodDefinition<object, object> | undefined,
    request: object,
    times?: number,
  ): Promise<HostAnswer & { reply: Reply }>;
  /** Reads so many messages of a stream and leaves. */
  stream<Reply>(
    method: MethodDefinition<object, object> | undefined,
    request: object,
    packets: number,
  ): Promise<Reply[]>;
  exited(): Promise<boolean>;
  /** Ends the plugin as Grafana does when it stops. */
  kill(): Promise<HostAnswer>;
  close(): Promise<void>;
}

interface WireAnswer extends HostAnswer {
  readonly error?: string;
  readonly messages?: readonly string[];
}

export function runGoPluginHost(binary: string, onLog: (line: string) => void = () => {}): GoPluginHost {
  const child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'pipe'] });
  createInterface({ input: child.stderr }).on('line', onLog);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  let last: Promise<unknown> = Promise.resolve();

  /** One command at a time: answers come in the order of the commands. */
  function tell(command: object): Promise<WireAnswer> {
    const asked = last.then(async () => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('The go-plugin host ended.');
      const answer = JSON.parse(value) as WireAnswer;
      if (answer.error) throw new Error(answer.error);
      return answer;
    });
    last = asked.catch(() => undefined);
    return asked;
  }
  const messageOf = (method: MethodDefinition<object, object>, request: object): string =>
    method.requestSerialize(request).toString('base64');
  const replyOf = <Reply>(method: MethodDefinition<object, object>, base64: string | undefined): Reply =>
    method.responseDeserialize(Buffer.from(base64 ?? '', 'base64')) as Reply;
  const known = (method: MethodDefinition<object, object> | undefined): MethodDefinition<object, object> => {
    if (!method) throw new Error('The method is not defined.');
    return method;
  };

  return {
    start: (executable, env, args = []) =>
      tell({ do: 'start', executable, args, env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
    ping: () => tell({ do: 'ping' }),
    async invoke<Reply>(asked: MethodDefinition<object, object> | undefined, request: object, times = 1) {
      const method = known(asked);
      const answer = await tell({ do: 'invoke', method: method.path, message: messageOf(method, request), times });
      return { ...answer, reply: replyOf<Reply>(method, answer.messages?.[0]) };
    },
    async stream<Reply>(asked: MethodDefinition<object, object> | undefined, request: object, packets: number) {
      const method = known(asked);
      const answer = await tell({ do: 'stream', method: method.path, message: messageOf(method, request), packets });
      return (answer.messages ?? []).map((message) => replyOf<Reply>(method, message));
    },
    exited: async () => (await tell({ do: 'exited' })).exited,
    kill: () => tell({ do: 'kill' }),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
