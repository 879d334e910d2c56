import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  token: z.string(),
  analystPassword: z.string(),
  postgresPassword: z.string(),
  grafanaPassword: z.string(),
});
/** Secrets of this installation; none has a known default. */
export type Secrets = z.infer<typeof secretsSchema>;

export const SECRETS_FILE = 'secrets.json';

const newSecret = (): string => randomBytes(24).toString('base64url');

/** Reads the secrets of the data folder (mode 0600), made at first start. A token given by environment wins and is not kept. */
export async function openSecrets(dataDir: string, givenToken: string | undefined): Promise<Secrets> {
  const file = path.join(dataDir, SECRETS_FILE);
  const kept = await keptSecrets(dataDir);
  const all: Secrets = {
    token: newSecret(),
    analystPassword: newSecret(),
    postgresPassword: newSecret(),
    grafanaPassword: newSecret(),
    ...kept,
  };
  await writeFile(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return givenToken === undefined ? all : { ...all, token: givenToken };
}

/** The secrets that a data folder holds already; nothing is made. */
export async function keptSecrets(dataDir: string): Promise<Partial<Secrets>> {
  return readFile(path.join(dataDir, SECRETS_FILE), 'utf8').then(
    (text) => secretsSchema.partial().parse(JSON.parse(text)),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return {};
      throw error;
    },
  );
}
