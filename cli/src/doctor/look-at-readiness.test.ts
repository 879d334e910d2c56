import { expect, it } from 'vitest';
import { readinessFindings } from './look-at-readiness.js';

const URL = 'http://127.0.0.1:8090';
const brief = (answer: unknown) => readinessFindings(answer, URL).map(({ what, status }) => `${status} ${what}`);

it('reads what the ingestor says: dependencies, stores that fail, sources that do not get on', () => {
  const findings = readinessFindings(
    {
      status: 'warn',
      dependencies: [{ name: 'spool', status: 'pass', detail: '0 of 4 bytes' }],
      pendingRecords: 7,
      sinks: [{ name: 'telemetry', sequence: 3, failingSinceMs: 1_000, lastError: 'connect ECONNREFUSED' }],
      sources: [
        { name: 'field', kind: 'mqtt', isConnected: true },
        { name: 'events', kind: 'kafka', isConnected: false, lastError: 'no broker answers' },
      ],
    },
    URL,
  );
  expect(findings.map(({ what, status }) => `${status} ${what}`)).toEqual([
    'pass spool',
    'fail sink telemetry',
    'pass source field',
    'warn source events',
    'pass spool, waiting',
  ]);
  expect(findings[3]).toMatchObject({
    detail: 'kafka: no broker answers',
    todo: expect.stringContaining('Mend') as string,
  });
});

it('reads what the other services say, one sentence or a reason each', () => {
  expect(brief({ status: 'ok', detail: 'Postgres and duckdb answer.' })).toEqual(['pass backend']);
  expect(brief({ status: 'not ready', detail: 'Postgres does not answer.' })).toEqual(['fail backend']);
  expect(brief({ status: 'not ready', postgres: 'ok', telemetry: 'refused' })).toEqual([
    'pass postgres',
    'fail telemetry',
  ]);
});

it('says that something else answers there', () => {
  expect(brief('<html>')).toEqual(['fail readiness']);
});
