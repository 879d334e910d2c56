import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import { giveWay } from '../give-way.js';

giveWay();
parentPort?.postMessage(os.getPriority());
