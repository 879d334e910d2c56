import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Config } from '../src/archive/index.js';

/** An S3 server in this process (s3rver) on a free loopback port; without a bucket, so that ours must be made. */
export async function startTestS3(): Promise<{ readonly config: S3Config; close(): Promise<void> }> {
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
