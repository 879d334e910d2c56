import { startDebianInflux } from './debian-influx.js';
import { useGivenInflux } from './given-influx.js';

export interface TestInflux {
  /** As a user would say it: which engine this is. */
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  /** The engine itself; for InfluxDB 1.x that is behind the shim. */
  readonly engineUrl: string;
  /** Makes another bucket on the same engine; readings older than `keepHours` are refused, if given. */
  makeBucket(name: string, keepHours?: number): Promise<void>;
  dropBucket(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * A real InfluxDB for tests: InfluxDB 2 where INFLUX_URL, INFLUX_TOKEN and INFLUX_ORG name one (each caller gets a bucket of its own, dropped
 * when closed), else Debian's 1.6 behind a shim. Where there is neither, `missing` says in one line what is missing and how to get it.
 */
export async function startTestInflux(): Promise<TestInflux | { readonly missing: string }> {
  const { INFLUX_URL: url, INFLUX_TOKEN: token, INFLUX_ORG: org } = process.env;
  return url && token && org ? useGivenInflux({ url, token, org }) : startDebianInflux();
}
