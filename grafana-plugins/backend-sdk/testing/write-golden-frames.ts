import { writeFileSync } from 'node:fs';
import { arrowFrame } from '../src/index.js';
import { GOLDEN_FRAMES } from './golden-frames.js';

for (const [name, frame] of Object.entries(GOLDEN_FRAMES)) {
  writeFileSync(new URL(`../src/frames/testdata/${name}.arrow`, import.meta.url), arrowFrame(frame));
}
console.log('Golden frames written: have Grafana’s Go SDK read them before you commit.');
