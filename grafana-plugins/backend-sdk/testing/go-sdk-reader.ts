import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FrameFieldConfig, FrameMeta } from '@wellhead/contracts';

const SOURCE = fileURLToPath(new URL('./go-sdk-reader', import.meta.url));
/** What the SDK's go.mod asks for. */
const LEAST_GO = [1, 24] as const;
const run = promisify(execFile);
/** Nothing is fetched: neither modules nor a compiler. */
const env = { ...process.env, GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GO111MODULE: 'on' };

/** A frame as Grafana's own Go SDK sees it. */
export interface SdkFrame {
  readonly name: string;
  readonly refId: string;
  readonly meta?: FrameMeta;
  readonly fields: readonly {
    readonly name: string;
    /** Go's name of the type of a value; with `*` it may be missing. */
    readonly type: string;
    /** As texts that lose nothing, times in ns; null where missing. */
    readonly values: readonly (string | null)[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly config?: FrameFieldConfig;
  }[];
}

export interface SdkReader {
  /** What `data.UnmarshalArrowFrame` makes of these bytes. Rejects with the SDK's own words. */
  read(frames: readonly Uint8Array[]): Promise<SdkFrame[]>;
  remove(): Promise<void>;
}

/** Builds a reader with Grafana's own SDK from Go's module cache; `missing` says in one line what is not there. */
export async function buildSdkReader(): Promise<SdkReader | { readonly missing: string }> {
  const version = await run('go', ['env', 'GOVERSION'], { env }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (version === undefined) return { missing: 'no Go compiler on the PATH' };
  const [major = 0, minor = 0] = [...version.matchAll(/\d+/g)].map(Number);
  if (major < LEAST_GO[0] || (major === LEAST_GO[0] && minor < LEAST_GO[1]))
    return { missing: `${version} is older than the go${LEAST_GO.join('.')} that the SDK asks for` };
  const folder = await mkdtemp(join(tmpdir(), 'wellhead-go-sdk-reader-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  const binary = join(folder, 'go-sdk-reader');
  const fault = await run('go', ['build', '-o', binary, '.'], { cwd: SOURCE, env }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (fault !== undefined) {
    await remove();
    if (!/GOPROXY=off/.test(fault)) throw new Error(`the reader of frames does not build: ${fault}`);
    return { missing: `its modules are not in Go's cache (go mod download, in ${SOURCE})` };
  }
  return {
    read: async (frames) => {
      const paths = await Promise.all(
        frames.map(async (bytes, at) => {
          const path = join(folder, `${at}.arrow`);
          await writeFile(path, bytes);
          return path;
        }),
      );
      const { stdout } = await run(binary, paths);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as SdkFrame);
    },
    remove,
  };
}
