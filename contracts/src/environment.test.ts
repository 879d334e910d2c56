import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './environment.js';

const schema = z.object({
  WELLHEAD_TOKEN: z.string().min(12).describe('token that may write'),
  DATABASE_URL: z.string().startsWith('postgres://').describe('address of Postgres'),
  WELLHEAD_HTTP_PORT: z.coerce.number().int().default(8090).describe('port of the API'),
});
const faultsOf = (env: Record<string, string | undefined>): readonly string[] => {
  const outcome = readEnvironment(schema, env);
  return outcome.kind === 'faults' ? outcome.faults : [];
};

describe('the environment of a service', () => {
  it('is read by its schema, and an empty variable counts as not given', () => {
    const given = { WELLHEAD_TOKEN: 'long enough to be one', DATABASE_URL: 'postgres://a', WELLHEAD_HTTP_PORT: '' };
    expect(readEnvironment(schema, given)).toEqual({ kind: 'ok', env: { ...given, WELLHEAD_HTTP_PORT: 8090 } });
  });

  it('tells all its faults at once: the variable, what was found, what is allowed and what it is for', () => {
    expect(faultsOf({ WELLHEAD_HTTP_PORT: 'http', DATABASE_URL: '' })).toEqual([
      expect.stringMatching(/^WELLHEAD_TOKEN is not set; .*It is the token that may write\.$/),
      expect.stringMatching(/^DATABASE_URL is not set; .*It is the address of Postgres\.$/),
      expect.stringMatching(/^WELLHEAD_HTTP_PORT is “http”; .*number.*It is the port of the API\.$/),
    ]);
  });

  it('never shows a token, nor the password in an address', () => {
    const told = faultsOf({ WELLHEAD_TOKEN: 'hush', DATABASE_URL: 'mysql://me:se/cr@et@db:3306/x' }).join('\n');
    expect(told).toContain('WELLHEAD_TOKEN is given but not shown here; ');
    expect(told).toContain('DATABASE_URL is “mysql://me:…@db:3306/x”; ');
    expect(told).not.toMatch(/hush|se\/cr|et@/);
  });
});
