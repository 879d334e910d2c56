import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';

/** What services that can serve HTTPS read of it. */
export const tlsEnvShape = {
  WELLHEAD_TLS_CERT: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file of the certificate chain: serves HTTPS instead of HTTP'),
  WELLHEAD_TLS_KEY: z.string().min(1).optional().describe('PEM file of the private key of that certificate'),
};

/** A certificate chain and its private key, PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads the files of `WELLHEAD_TLS_CERT` and `WELLHEAD_TLS_KEY`; undefined without both. Rejects with a sentence when they cannot be used. */
export async function readTls(
  certFile: string | undefined,
  keyFile: string | undefined,
): Promise<TlsFiles | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new Error(
      `WELLHEAD_TLS_${certFile === undefined ? 'CERT' : 'KEY'} is not set: TLS needs the certificate and its key.`,
    );
  const read = (name: string, file: string): Promise<Buffer> =>
    readFile(file).catch((cause: Error) => {
      throw new Error(`${name} cannot be read: ${cause.message}.`, { cause });
    });
  const tls = { cert: await read('WELLHEAD_TLS_CERT', certFile), key: await read('WELLHEAD_TLS_KEY', keyFile) };
  try {
    createSecureContext(tls);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `WELLHEAD_TLS_CERT and WELLHEAD_TLS_KEY cannot be used: ${reason}. Expected PEM files that belong together.`,
      { cause },
    );
  }
  return tls;
}
