import type { PackDemo } from '../../src/index.js';
import { prepareRetailSales } from './first-start.js';
import { followDemo } from './follow-demo.js';
import { startDemo } from './start-demo.js';

export { demoApi } from './demo-api.js';
export type { Shop } from './shop.js';

/** A shop on the Superstore orders: an API that serves days as they end, and the archive of those before. */
export const retailSalesDemo: PackDemo = {
  title: 'demo sales (real orders, dates shifted)',
  open: async (context) => {
    const demo = await startDemo(context);
    return {
      variables: { demo_api: demo.apiUrl },
      sources: [],
      run: async (wellhead, note) => {
        const prepared = await prepareRetailSales(demo, wellhead, wellhead.flows, () => wellhead.delivered(), note);
        context.log.info({ ...prepared }, 'demo prepared');
        return followDemo(demo, wellhead.flows, context.log);
      },
      close: () => demo.close(),
    };
  },
};
