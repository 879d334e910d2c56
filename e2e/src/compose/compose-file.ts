import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const composeFile = path.join(fileURLToPath(new URL('../../..', import.meta.url)), 'docker-compose.yml');

/**
 * The part of the Compose specification that our file uses, strict: a key that is misspelled or new here is a fault.
 * Source: compose-spec, “Services top-level elements”.
 */
const duration = z.string().regex(/^\d+(ms|s|m|h)$/);
const serviceSchema = z.strictObject({
  image: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  build: z.strictObject({ context: z.string(), target: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_started', 'service_healthy']), required: z.boolean().optional() }),
    )
    .default({}),
  healthcheck: z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])]).rest(z.string()),
    interval: duration,
    timeout: duration,
    retries: z.number().int().positive(),
  }),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  user: z.string().optional(),
  secrets: z.array(z.string()).default([]),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }).optional(),
  mem_limit: z
    .string()
    .regex(/^\d+[mg]$/)
    .optional(),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const composeSchema = z
  .object({
    name: z.string(),
    services: z.record(z.string(), serviceSchema),
    volumes: z.record(z.string(), z.null()),
    secrets: z.record(z.string(), z.strictObject({ environment: z.string() })).default({}),
  })
  .catchall(z.unknown())
  .superRefine((file, context) => {
    for (const key of Object.keys(file))
      if (!['name', 'services', 'volumes', 'secrets'].includes(key) && !key.startsWith('x-'))
        context.addIssue({ code: 'custom', message: `unknown top-level key ${key}` });
  });
export type ComposeFile = z.infer<typeof composeSchema>;

export const composeText = (): string => readFileSync(composeFile, 'utf8');

/** Names of every `${VARIABLE}` in the file. */
export const variablesOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name]) => name ?? ''));

/** Reads the file as `docker compose` does: merge keys, then `${NAME:-default}`, `${NAME:+instead}` and `${NAME:?message}` from the environment. */
export function readCompose(text: string, env: Readonly<Record<string, string>>): ComposeFile {
  return composeSchema.parse(interpolated(parse(text, { merge: true }), env));
}

function interpolated(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => interpolated(each, env));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each, env)]));
  return typeof value === 'string' ? interpolate(value, env) : value;
}

function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text
    .replace(
      /(?<!\$)\$\{([A-Z0-9_]+)(?::([-+?])([^}]*))?\}/g,
      (_all, name: string, kind: string | undefined, rest: string) => {
        const value = env[name];
        if (kind === '+') return value === undefined || value === '' ? '' : (rest ?? '');
        if (value !== undefined && value !== '') return value;
        if (kind === '-') return rest;
        throw new Error(`${name} is not set: ${rest ?? 'the file needs it'}`);
      },
    )
    .replaceAll('$$', '$');
}
