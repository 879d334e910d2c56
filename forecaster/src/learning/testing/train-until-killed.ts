import { batchOf } from '@wellhead/contracts';
import { openJobs, openMemoryStore, openPool } from '@wellhead/stores';
import { pino } from 'pino';
import { SHOPS_NOW, shopSales } from '../../../testing/many-shops.js';
import { startForecaster } from '../../start-forecaster.js';

/** A forecaster on the database of its first argument that begins to train and is killed by whoever started it. */
const log = pino({ level: 'silent' });
const telemetry = openMemoryStore();
await telemetry.write(batchOf([...shopSales()]));
const pool = openPool(process.argv[2] as string, { max: 4 });
const jobs = await openJobs(process.argv[2] as string, log);
const stores = { telemetry, pool };
const forecaster = await startForecaster({ stores, jobs, log, clock: () => SHOPS_NOW, workers: 1 });
await forecaster.learn({ kind: 'learn', lessons: ['networks'], by: 'ann' });
