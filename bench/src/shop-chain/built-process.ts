import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildScript } from '../build-script.js';
import { fillStores } from './chain-stores.js';
import type { ShopChain } from './shop-chain.js';

export interface BuiltProcess {
  /** From the root of the project; prints one line of JSON as its last one. Its arguments are the folder of the stores and the chain as JSON. */
  readonly entry: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a script on filled stores in a process of its own, built with its threads beside it as a service is: the loader of TypeScript would take memory and
 * time of its own. Resolves with what its last line says.
 */
export async function runOnChain(
  chain: ShopChain,
  { entry, flags = [], environment = {} }: BuiltProcess,
): Promise<unknown> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-shops-'));
  try {
    // mkdtemp makes it 0700; as root, the user postgres has to enter.
    await chmod(folder, 0o755);
    await fillStores(folder, chain);
    const script = await buildScript(entry, path.join(folder, 'built'));
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, folder, JSON.stringify(chain)], {
      env: { ...process.env, ...environment },
      maxBuffer: 1e8,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
