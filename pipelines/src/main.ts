import { runService } from '@wellhead/stores';
import { readPipelinesEnv } from './config.js';
import { startService } from './start-service.js';

await runService('pipelines', readPipelinesEnv(process.env), (env, log) => startService(env, log, Date.now));
