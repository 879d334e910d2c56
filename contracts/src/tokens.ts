import { z } from 'zod';

/** What a token may do: write readings and records, read through the API, manage limits, runs and tokens. */
export const TOKEN_SCOPES = ['write', 'read', 'manage'] as const;
export const tokenScopeSchema = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** Most that a token may send; what is absent is not limited. */
export const tokenLimitsSchema = z.object({
  requestsPerSecond: z.number().positive().optional(),
  linesPerSecond: z.number().positive().optional().describe('lines, points and record rows'),
  bytesPerSecond: z.number().positive().optional().describe('of bodies, decompressed'),
  linesPerDay: z.number().int().positive().optional().describe('from 00:00 UTC'),
});
export type TokenLimits = z.infer<typeof tokenLimitsSchema>;

const patternSchema = z.string().min(1).max(200).describe('a name, in which * stands for any text: well-*');

/** What a token may reach, and for how long. */
export const tokenGrantSchema = z.object({
  scopes: z.array(tokenScopeSchema).min(1),
  sources: z.array(patternSchema).max(100).default([]).describe('source names it may write as; empty = any'),
  assets: z.array(patternSchema).max(100).default([]).describe('assets it may write; empty = any'),
  expiresAtMs: z.number().int().positive().nullable().default(null).describe('ms since 1970; null = never'),
  limits: tokenLimitsSchema.default({}),
});
export type TokenGrant = z.infer<typeof tokenGrantSchema>;

/** A token in force, without its text. */
export const tokenSchema = tokenGrantSchema.extend({
  id: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().nullable().describe('to half a minute'),
});
export type TokenAnswer = z.infer<typeof tokenSchema>;
