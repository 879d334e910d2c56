import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startS3rver, startTestS3 } from '../../testing/s3.js';
import { archiveConformance } from './conformance/archive-conformance.js';
import { openS3Archive } from './s3-archive.js';

archiveConformance('S3', async () => {
  const { config, close } = await startTestS3();
  const drafts = await mkdtemp(join(tmpdir(), 'wellhead-drafts-'));
  const archives = [await openS3Archive(config, drafts)];
  const client = new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const Bucket = config.bucket;
  return {
    archive: archives[0] as (typeof archives)[number],
    async reopen() {
      const again = await openS3Archive(config, drafts);
      archives.push(again);
      return again;
    },
    async everything() {
      const paths = await readdir(drafts);
      for await (const page of paginateListObjectsV2({ client }, { Bucket }))
        for (const { Key } of page.Contents ?? []) paths.push(Key ?? '');
      return paths;
    },
    async read(path) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: path }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async damage(path, bytes) {
      await client.send(new PutObjectCommand({ Bucket, Key: path, Body: bytes }));
    },
    async close() {
      for (const archive of archives) archive.close();
      client.destroy();
      await close();
      await rm(drafts, { recursive: true, force: true });
    },
  };
});

describe('an S3 store that cannot be used', () => {
  it('is told at start in one sentence, with the address and what to check', async () => {
    const { config, close } = await startS3rver();
    await close();
    await expect(openS3Archive(config, tmpdir())).rejects.toThrow(
      new RegExp(`raw archive at ${config.endpoint}, bucket wellhead-test, cannot be used: .*Check S3_ENDPOINT`),
    );
  });

  it('refuses keys that do not fit', async () => {
    const { config, close } = await startS3rver();
    await expect(openS3Archive({ ...config, accessKey: 'wrong', secretKey: 'wrong' }, tmpdir())).rejects.toThrow(
      'cannot be used',
    );
    await close();
  });
});
