export { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';
export { sendDynamograms, type CardTarget } from './send-dynamograms.js';
export { pumpHistory, type PumpHistory } from './pump-history.js';
export { sendPumpHistory, type PumpTarget } from './send-pump-history.js';
