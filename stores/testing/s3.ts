import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Config } from '../src/archive/index.js';

export interface TestS3 {
  readonly config: S3Config;
  close(): Promise<void>;
}

/** An S3 server without our bucket, so that ours must be made: the one of `S3_TEST_URL`, such as http://key:secret@127.0.0.1:9000 of a MinIO, or s3rver. */
export const startTestS3 = (): Promise<TestS3> => {
  const url = process.env['S3_TEST_URL'];
  return url ? Promise.resolve(atUrl(new URL(url))) : startS3rver();
};

/** The bucket stays behind there. */
const atUrl = ({ origin, username, password }: URL): TestS3 => ({
  config: {
    endpoint: origin,
    region: 'us-east-1',
    bucket: `wellhead-test-${randomUUID()}`,
    accessKey: username,
    secretKey: password,
  },
  close: () => Promise.resolve(),
});

/** s3rver in this process, on a free loopback port. */
export async function startS3rver(): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), 'wellhead-s3-'));
  const server = new S3rver({ address: '127.0.0.1', port: 0, directory, silent: true });
  const { port } = await server.run();
  return {
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: 'wellhead-test',
      // The only keys that s3rver knows.
      accessKey: 'S3RVER',
      secretKey: 'S3RVER',
    },
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
