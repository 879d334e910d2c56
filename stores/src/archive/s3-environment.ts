import { z } from 'zod';
import type { S3Config } from './s3-archive.js';

/** Settings of an S3-compatible raw archive, part of the schema of each service that opens the archive. */
export const s3EnvShape = {
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('S3-compatible store that keeps the raw archive instead of a folder: http://host:9000'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .default('wellhead')
    .describe('bucket of the raw archive; made at start'),
  S3_REGION: z.string().default('us-east-1').describe('region of that store; MinIO takes any'),
  S3_ACCESS_KEY: z.string().optional().describe('access key of that store'),
  S3_SECRET_KEY: z.string().optional().describe('secret: secret key of that store'),
};
export type S3Env = z.infer<z.ZodObject<typeof s3EnvShape>>;

/** The store that was asked for; undefined = a folder. */
export const s3ConfigOf = (env: S3Env): S3Config | undefined =>
  env.S3_ENDPOINT === undefined
    ? undefined
    : {
        endpoint: env.S3_ENDPOINT,
        bucket: env.S3_BUCKET,
        region: env.S3_REGION,
        accessKey: env.S3_ACCESS_KEY ?? '',
        secretKey: env.S3_SECRET_KEY ?? '',
      };
