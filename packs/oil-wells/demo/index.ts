export { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';
export { sendDynamograms, type CardTarget } from './send-dynamograms.js';
