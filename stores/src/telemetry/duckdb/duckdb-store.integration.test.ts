import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { telemetryConformance } from '../telemetry-conformance.js';
import { openDuckDbStore } from './duckdb-store.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'wellhead-duckdb-'));

const first = folder();
telemetryConformance({
  name: 'duckdb',
  open: () => openDuckDbStore({ file: join(first, 'telemetry.duckdb') }),
  reopen: async (store) => {
    await store.close();
    return openDuckDbStore({ file: join(first, 'telemetry.duckdb') });
  },
  close: async () => rmSync(first, { recursive: true }),
});

const second = folder();
telemetryConformance({
  name: 'duckdb that compacts after every write',
  open: () => openDuckDbStore({ file: join(second, 'telemetry.duckdb'), compactAtRows: 1 }),
  reopen: async (store) => {
    await store.close();
    return openDuckDbStore({ file: join(second, 'telemetry.duckdb'), compactAtRows: 1 });
  },
  close: async () => rmSync(second, { recursive: true }),
});
