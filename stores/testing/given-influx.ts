import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { TestInflux } from './influx.js';

const orgsSchema = z.object({ orgs: z.tuple([z.object({ id: z.string() })], z.unknown()) });
const bucketSchema = z.object({ id: z.string() });

/** An InfluxDB 2 that already runs, through its own HTTP API. The token must be allowed to make buckets. */
export async function useGivenInflux({
  url,
  token,
  org,
}: Pick<TestInflux, 'url' | 'token' | 'org'>): Promise<TestInflux> {
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const answer = await fetch(`${url}/api/v2/${path}`, {
      method,
      headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`InfluxDB at ${url}: ${method} ${path} answered ${answer.status}: ${said}`);
    return said;
  };
  const found = orgsSchema.parse(JSON.parse(await call('GET', `orgs?org=${encodeURIComponent(org)}`)));
  const orgID = found.orgs[0].id;
  const made = new Map<string, string>();
  const makeBucket = async (name: string, keepHours?: number): Promise<void> => {
    const retentionRules = keepHours === undefined ? [] : [{ type: 'expire', everySeconds: keepHours * 3_600 }];
    const answer = await call('POST', 'buckets', { orgID, name, retentionRules });
    made.set(name, bucketSchema.parse(JSON.parse(answer)).id);
  };
  const dropBucket = async (name: string): Promise<void> => {
    await call('DELETE', `buckets/${made.get(name)}`);
    made.delete(name);
  };
  const bucket = `test-${randomUUID().slice(0, 8)}`;
  await makeBucket(bucket);

  return {
    name: `InfluxDB at ${url}`,
    url,
    token,
    org,
    bucket,
    engineUrl: url,
    makeBucket,
    dropBucket,
    close: async () => {
      for (const name of made.keys()) await dropBucket(name);
    },
  };
}
