import { expect } from 'vitest';
import type { StandaloneProcess } from '../../standalone/testing/standalone-process.js';

interface JsonFrame {
  readonly data: { readonly values: readonly (readonly (number | string | null)[])[] };
}

/** Raw readings of assets between two instants, ms, once there are so many series of them. */
export async function rawReadings(
  at: StandaloneProcess,
  asked: { readonly assets: readonly string[]; readonly fromMs: number; readonly toMs: number },
  series: number,
): Promise<number[]> {
  for (;;) {
    const answer = await fetch(`${at.httpUrl}/api/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${at.token()}` },
      body: JSON.stringify({
        queries: [{ refId: 'A', queryType: 'telemetry', assets: asked.assets, aggregate: 'raw' }],
        from: asked.fromMs,
        to: asked.toMs,
        intervalMs: 60_000,
        maxDataPoints: 1_000,
      }),
    });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    const { results } = JSON.parse(text) as { results: Record<string, { frames: JsonFrame[]; error?: string }> };
    expect(results['A']?.error).toBeUndefined();
    const frames = results['A']?.frames ?? [];
    if (frames.length === series)
      return frames
        .flatMap(({ data }) => data.values[1] ?? [])
        .map(Number)
        .sort((a, b) => a - b);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Writes lines as a plain request does. */
export const writeLines = (at: StandaloneProcess, body: string): Promise<Response> =>
  fetch(`${at.httpUrl}/api/v2/write?bucket=wellhead&precision=ms`, {
    method: 'POST',
    headers: { authorization: `Token ${at.token()}` },
    body,
  });

/** Where analysts connect, with their password. */
export function analystUrl(at: StandaloneProcess): string {
  const found = /([\d.]+:\d+\/\w+)\s+analyst/.exec(at.printed());
  return `postgres://analyst:${at.secret('analystPassword')}@${found?.[1] ?? ''}`;
}
