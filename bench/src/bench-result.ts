import { readFileSync } from 'node:fs';
import os from 'node:os';

/** What a bench found. Ratios compare with peers measured in the same run; absolutes hold for this machine only. */
export interface BenchResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, number | string>>;
  /** Ours over theirs: above 1 means that we are faster, unless the name says an error. */
  readonly ratios: Readonly<Record<string, number>>;
  /** What was measured, counted: lines, series, origins. */
  readonly n: Readonly<Record<string, number>>;
  readonly machine: Machine;
  /** Peers that are not installed, with the reason: never guessed. */
  readonly missing?: readonly string[];
}

export interface BenchOptions {
  /** A short run that shows that the bench works; its figures are not to be quoted. */
  readonly quick: boolean;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  /** One-minute load when the bench began: other work beside it makes absolutes worthless. */
  readonly load: number;
}

/** The machine as it is now. */
export function machine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    os: distribution(),
    node: process.version,
    load: Number((os.loadavg()[0] ?? 0).toFixed(2)),
  };
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'));
    return `${name?.[1] ?? os.type()} ${os.release()}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return `${os.type()} ${os.release()}`;
  }
}

/** Rounds to `digits` significant places, as figures are printed. */
export const rounded = (value: number, digits = 3): number =>
  Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
