import type { Reproduction } from '@wellhead/contracts';
import { versionsNow } from './versions.js';

/** What is no longer as it was when something was done, one sentence each. `read`: whose readings, such as `readings of 3 signals`. */
export function changesSince(
  { dataSha256, fromMs, untilMs, versions }: Reproduction,
  dataSha256Now: string,
  read = 'readings',
): readonly string[] {
  const now = versionsNow();
  return [
    ...(dataSha256Now === dataSha256
      ? []
      : [
          `${read} from ${iso(fromMs)} to ${iso(untilMs)} are others than then (late or corrected ones, or dropped by a policy)`,
        ]),
    ...Object.entries(versions).flatMap(([what, version]) =>
      now[what] === version ? [] : [`${what} is ${now[what] ?? 'gone'}, it was ${version}`],
    ),
  ];
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
