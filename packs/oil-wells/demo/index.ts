import type { PackDemo } from '../../src/index.js';
import { sendDynamograms } from './send-dynamograms.js';
import { sendPumpHistory } from './send-pump-history.js';

export { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';
export { pumpHistory, type PumpHistory } from './pump-history.js';

/** Nine days of dynamograms, and the history of pumps as far as it is not there yet; when there was none, it is learnt from in the background. */
export const oilWellsDemo: PackDemo = {
  title: 'demo wells (simulated)',
  open: ({ clock }) =>
    Promise.resolve({
      variables: {},
      sources: [],
      run: async (wellhead, note) => {
        const target = { ...wellhead, nowMs: clock() };
        note('dynamograms');
        await sendDynamograms(target);
        note('pumps');
        const newestMs = await wellhead.newestMs('esp');
        await sendPumpHistory(target, newestMs);
        if (newestMs === undefined) {
          await wellhead.delivered();
          await wellhead.flows.queueFlow('pump-failures', 'demo');
        }
        return { close: () => Promise.resolve() };
      },
      close: () => Promise.resolve(),
    }),
};
