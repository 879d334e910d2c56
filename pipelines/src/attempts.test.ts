import { describe, expect, it } from 'vitest';
import { attempt, type Patience, StepTimeout } from './attempts.js';

const patience = (changes: Partial<Patience> = {}): Patience & { pauses: number[]; failures: number[] } => {
  const pauses: number[] = [];
  const failures: number[] = [];
  return {
    attempts: 3,
    timeoutMs: 60_000,
    firstPauseMs: 100,
    wait: async (ms) => void pauses.push(ms),
    onFailure: async (_, number) => void failures.push(number),
    pauses,
    failures,
    ...changes,
  };
};

describe('a step that fails', () => {
  it('is begun again after growing pauses and gives its result when it works', async () => {
    const p = patience();
    let calls = 0;
    const result = await attempt(async () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return 'done';
    }, p);
    expect(result).toBe('done');
    expect(p.pauses).toEqual([100, 200]);
  });

  it('rejects with its last error when its attempts are used up, each of them told', async () => {
    const p = patience({ attempts: 2 });
    let calls = 0;
    await expect(
      attempt(async () => {
        calls += 1;
        throw new Error(`failure ${calls}`);
      }, p),
    ).rejects.toThrow('failure 2');
    expect(p.failures).toEqual([1, 2]);
  });

  it('is told to stop when its time is over', async () => {
    let stopped = false;
    const endless = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          resolve();
        });
      });
    await expect(attempt(endless, patience({ attempts: 1, timeoutMs: 5 }))).rejects.toThrow(StepTimeout);
    expect(stopped).toBe(true);
  });
});
