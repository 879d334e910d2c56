import { runService } from '@wellhead/stores';
import { readForecasterEnv } from './config.js';
import { startService } from './service/start-service.js';

await runService('forecaster', readForecasterEnv(process.env), (env, log) => startService(env, log, Date.now));
