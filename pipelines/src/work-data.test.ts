import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyWorkData, workFolder } from './work-data.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');

describe('the work data of flows', () => {
  let workDir: string;
  beforeEach(() => (workDir = mkdtempSync(path.join(tmpdir(), 'wellhead-work-data-'))));
  afterEach(() => rmSync(workDir, { recursive: true }));

  const made = (flow: string, day: string, daysOld: number): string => {
    const folder = workFolder({ workDir, flow }, 'clean', day);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'data_0.parquet'), 'x');
    utimesSync(folder, (NOW - daysOld * DAY_MS) / 1_000, (NOW - daysOld * DAY_MS) / 1_000);
    return folder;
  };

  it('goes after seven days, whatever day it is about, and not before', async () => {
    const old = made('market-file', '2026-03-09', 7.1);
    const young = made('market-file', '2020-01-01', 6.9);
    const other = made('market-late', '2026-01-01', 30);
    expect(await emptyWorkData(workDir, NOW)).toBe(2);
    expect([old, young, other].map(existsSync)).toEqual([false, true, false]);
  });

  it('may not be there at all', async () => {
    expect(await emptyWorkData(path.join(workDir, 'none'), NOW)).toBe(0);
  });

  it('lies below its folder, whatever a step is called', () => {
    const folder = workFolder({ workDir, flow: 'f' }, '../../etc', '2026-03-09');
    expect(path.relative(workDir, folder).split(path.sep)).toHaveLength(3);
    expect(path.relative(workDir, folder)).not.toMatch(/^\.\.|\/\.\.(\/|$)/);
  });
});
