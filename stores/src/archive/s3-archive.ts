import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { RawArchive } from './archive.js';
import { openArchive } from './open-archive.js';

/** An S3-compatible store: MinIO, Ceph, AWS. */
export interface S3Config {
  /** `http://host:9000`. */
  readonly endpoint: string;
  readonly region: string;
  /** Made when it is missing. */
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A part of a large object, in bytes; S3 takes at least 5 MiB and at most 10,000 parts. */
const PART_BYTES = 16 * 1024 * 1024;

/**
 * The raw archive in a bucket of an S3-compatible store; `draftsDir` is where bytes are compressed first. Rejects with one sentence when the
 * store cannot be reached or the keys do not fit.
 */
export async function openS3Archive(config: S3Config, draftsDir: string): Promise<RawArchive & { close(): void }> {
  const { bucket: Bucket } = config;
  const client = new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
    // The bucket in the path: a name of its own for each bucket needs DNS that a store of one's own rarely has.
    forcePathStyle: true,
    // The SDK's new default writes checksums as trailers into the stream, which stores that do not know them keep as part of the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  try {
    await ensureBucket(client, Bucket);
  } catch (cause) {
    client.destroy();
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(
      `The raw archive at ${config.endpoint}, bucket ${Bucket}, cannot be used: ${reason}. Check S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY.`,
      { cause },
    );
  }
  const archive = openArchive({
    draftsDir,
    async keep(draft, path) {
      const params = { Bucket, Key: path, Body: createReadStream(draft), ContentType: 'application/gzip' };
      await new Upload({ client, params, partSize: PART_BYTES, queueSize: 2 }).done();
    },
    async keepText(path, text) {
      await client.send(new PutObjectCommand({ Bucket, Key: path, Body: text, ContentType: 'application/json' }));
    },
    async readText(path) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: path }));
        return await Body?.transformToString();
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw cause;
      }
    },
    async open(path) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: path }));
      // In Node the SDK's body is the stream of the HTTP answer.
      return Body as Readable;
    },
    async list(prefix) {
      const paths: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix }))
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) paths.push(Key);
      return paths;
    },
  });
  return { ...archive, close: () => client.destroy() };
}

async function ensureBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    try {
      await client.send(new CreateBucketCommand({ Bucket }));
    } catch (late) {
      // Another service of ours was quicker.
      if (!(late instanceof Error && late.name === 'BucketAlreadyOwnedByYou')) throw late;
    }
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes(error.name);
