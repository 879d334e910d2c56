import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@wellhead/contracts';
import { workerScript } from '@wellhead/stores';
import { openTurns, type Turns } from '../turns.js';
import { READY, type ModelReply, type ModelRequest } from './messages.js';

/** A brought model that was checked: its file, and what it says of itself. */
export interface BroughtModel {
  readonly sha256: string;
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
}

export type GuardedRun =
  { readonly kind: 'ran'; readonly values: Float32Array } | { readonly kind: 'failed'; readonly reason: string };

export interface GuardedModels {
  /** Why a file may not be used, one sentence each; none = it may. Never harms this process, whatever the file is. */
  check(bytes: Uint8Array, manifest: ModelManifest): Promise<readonly string[]>;
  /** Runs a model on rows; of one model one run after the other, of several side by side. */
  run(model: BroughtModel, values: Float32Array, rows: number): Promise<GuardedRun>;
  close(): Promise<void>;
}

export interface GuardOptions {
  /** A check or run that takes longer is ended with its process. */
  readonly timeoutMs?: number;
  /** Memory that its process may take for data; kept by the kernel on Linux only. */
  readonly memoryMb?: number;
  /** A process that nothing came for ends after this time, ms. */
  readonly idleMs?: number;
}

/** Loading the runtime, on a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
/** Processes that run models at once, about 60 MB each. */
const MOST_PLACES = 3;
/** Processor seconds of one process: the last resort against one that nobody ends. */
const MOST_CPU_SECONDS = 600;

/** Where models run: a process that is started when it is first needed, one run after the other. */
interface Place {
  readonly inTurn: Turns;
  /** Models that run or wait here, by hash. */
  readonly waiting: string[];
  kept: ChildProcess | undefined;
  retirement: NodeJS.Timeout | undefined;
}

/**
 * A model that is at work somewhere waits there, so that one that never ends holds one place and delays nobody else; any other takes a place where
 * nobody waits, if need be a new one, else the shortest queue.
 */
function placeFor(sha256: string, places: Place[]): Place {
  const own = places.find(({ waiting }) => waiting.includes(sha256));
  const free = places.find(({ waiting }) => waiting.length === 0);
  const taken = own ?? free;
  if (taken) return taken;
  if (places.length < MOST_PLACES) {
    const made: Place = { inTurn: openTurns(), waiting: [], kept: undefined, retirement: undefined };
    places.push(made);
    return made;
  }
  return places.reduce((best, place) => (place.waiting.length < best.waiting.length ? place : best));
}

/**
 * Brought models in processes of their own, with nothing of our environment: what hangs is killed, what takes too much memory is refused it, and
 * what crashes takes nothing else along. A worker thread would not do: it shares memory with us, and a crash of the runtime ends all threads.
 */
export function openGuardedModels({
  timeoutMs = 20_000,
  memoryMb = 1_024,
  idleMs = 30_000,
}: GuardOptions = {}): GuardedModels {
  const checking = openTurns();
  const places: Place[] = [];
  let isClosed = false;
  const retire = (place: Place): void => {
    clearTimeout(place.retirement);
    place.kept?.kill('SIGKILL');
    place.kept = undefined;
  };

  const ask = (child: ChildProcess, request: ModelRequest, isStarted = false): Promise<ModelReply> =>
    new Promise((resolve) => {
      const end = (reply: ModelReply): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        resolve(reply);
      };
      const fail = (reason: string): void => {
        child.kill('SIGKILL');
        for (const place of places) if (place.kept === child) place.kept = undefined;
        end({ kind: 'failed', reason });
      };
      let timer = setTimeout(() => fail('its process did not start'), START_TIMEOUT_MS);
      const send = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => fail(`it was ended: it took longer than ${timeoutMs / 1_000} s`), timeoutMs);
        child.send(request, (error) => {
          if (error) fail(`its process cannot be reached: ${error.message}`);
        });
      };
      const onMessage = (reply: unknown): void => (reply === READY ? send() : end(reply as ModelReply));
      const onExit = (code: number | null, signal: string | null): void =>
        fail(
          `its process ended (${signal ?? `code ${code}`}): it is broken, or needs more than the ${memoryMb} MB that it may take`,
        );
      const onError = (error: Error): void => fail(`its process failed: ${error.message}`);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      if (isStarted) send();
    });

  return {
    check: (bytes, manifest) =>
      checking(async () => {
        if (isClosed) return ['the forecaster is closing'];
        // A process of its own: whatever the file does to it, the models in use do not see it.
        const child = startProcess(memoryMb);
        const reply = await ask(child, { kind: 'check', bytes, manifest });
        child.kill('SIGKILL');
        if (reply.kind === 'checked') return reply.reasons;
        return [reply.kind === 'failed' ? reply.reason : 'its process answered something else'];
      }),
    async run({ sha256, manifest, bytes }, values, rows) {
      const place = placeFor(sha256, places);
      place.waiting.push(sha256);
      const ran = place.inTurn(async (): Promise<GuardedRun> => {
        if (isClosed) return { kind: 'failed', reason: 'the forecaster is closing' };
        clearTimeout(place.retirement);
        const isStarted = place.kept !== undefined;
        const child = (place.kept ??= startProcess(memoryMb));
        const request = { kind: 'run', sha256, manifest, values, rows } as const;
        let reply = await ask(child, request, isStarted);
        if (reply.kind === 'needs-file') reply = await ask(child, { ...request, bytes }, true);
        place.retirement = setTimeout(() => retire(place), idleMs).unref();
        if (reply.kind === 'ran' || reply.kind === 'failed') return reply;
        return { kind: 'failed', reason: 'its process answered something else' };
      });
      try {
        return await ran;
      } finally {
        place.waiting.splice(place.waiting.indexOf(sha256), 1);
      }
    },
    async close() {
      isClosed = true;
      places.forEach(retire);
      await Promise.all([checking.ended(), ...places.map(({ inTurn }) => inTurn.ended())]);
      places.forEach(retire);
    },
  };
}

function startProcess(memoryMb: number): ChildProcess {
  const script = workerScript('model-process', import.meta.url);
  const isSource = script.pathname.endsWith('.ts');
  const args = [...(isSource ? ['--import', import.meta.resolve('tsx')] : []), fileURLToPath(script)];
  // The shell sets the limits and becomes the process. RLIMIT_DATA counts what is written, not what is reserved, which V8 does a lot of.
  const [command, parameters] =
    process.platform === 'linux'
      ? [
          '/bin/sh',
          [
            '-c',
            `ulimit -d ${memoryMb * 1_024}; ulimit -t ${MOST_CPU_SECONDS}; exec "$0" "$@"`,
            process.execPath,
            ...args,
          ],
        ]
      : [process.execPath, args];
  const child = spawn(command as string, parameters as string[], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    cwd: isSource ? path.dirname(fileURLToPath(script)) : os.tmpdir(),
    env: {},
  });
  child.unref();
  child.channel?.unref();
  return child;
}
