import express, { type Express } from 'express';
import { refuse } from '../../demo-kit/serve-http.js';
import type { Shop } from './shop.js';

/** The shop's API as an Express app: `GET /v1/orders?day=YYYY-MM-DD` answers the order lines of one day that is over. */
export function demoApi(shop: Shop): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/v1/orders', (request, response) => {
    const day = typeof request.query.day === 'string' ? request.query.day : '';
    const answer = shop.ordersOf(day);
    switch (answer.kind) {
      case 'orders':
        response.json({ day, note: `dates shifted by ${shop.shiftWeeks} weeks`, rows: answer.rows });
        return;
      case 'not-a-day':
        refuse(response, 'bad-request', `day=${day} is not a day: expected YYYY-MM-DD, such as ${shop.firstDay}`);
        return;
      case 'not-over':
        refuse(
          response,
          'conflict',
          `${day} is not over yet: the newest day that can be asked for is ${answer.newest}`,
        );
        return;
      case 'outside':
        refuse(
          response,
          'not-found',
          `the demo has no data for ${day}: its days are ${shop.firstDay} to ${shop.lastDay}. "npm run reset" starts it anew.`,
        );
        return;
      default:
        answer satisfies never;
    }
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok', newestDay: shop.newestDay() });
  });
  app.use((_request, response) => {
    refuse(response, 'not-found', 'this is the demo shop: it answers GET /v1/orders?day=YYYY-MM-DD and GET /healthz');
  });
  return app;
}
