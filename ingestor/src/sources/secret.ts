import type { Environment } from '@wellhead/contracts';
import { z } from 'zod';

/** A secret in a configuration is the name of an environment variable, never the secret itself: `password: { env: MQTT_PASSWORD }`. */
export const secretSchema = z
  .strictObject({ env: z.string(), value: z.string().optional() }, { error: 'expected { env: NAME_OF_A_VARIABLE }' })
  .transform(({ env, value }, context) => {
    if (value !== undefined && value !== '') return value;
    context.addIssue(`the environment variable ${env} is not set`);
    return z.NEVER;
  });

/** Puts the values of environment variables beside their names, wherever `{ env: NAME }` stands. */
export function withSecrets(given: unknown, env: Environment): unknown {
  if (Array.isArray(given)) return given.map((each) => withSecrets(each, env));
  if (typeof given !== 'object' || given === null) return given;
  const entries = Object.entries(given);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'env' && typeof only[1] === 'string') {
    const value = env[only[1]];
    return { env: only[1], ...(value === undefined ? {} : { value }) };
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, withSecrets(value, env)]));
}
