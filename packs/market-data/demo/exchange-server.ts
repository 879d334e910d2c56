import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpSide, refuse, serveHttp } from '../../demo-kit/serve-http.js';
import type { DemoContext } from '../../src/index.js';
import type { Exchange, Trade } from '../simulator/exchange.js';
import { afternoonMs, faultOfDay, fileTimeMs } from '../simulator/faults.js';
import { tradesCsv } from '../simulator/trade-files.js';

const ROWS_A_PAGE = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The exchange's own web server: `GET /files/trades-YYYY-MM-DD.csv`, the file of a day that is over, with ETag and ranges; and
 * `GET /v1/trades?day=YYYY-MM-DD&cursor=…`, the trades of a day as far as it has come, in pages. Files are late, missing or corrected as the
 * simulator's faults say.
 */
export async function serveExchange(
  exchange: Exchange,
  { clock, ...where }: Pick<DemoContext, 'clock' | 'host' | 'port'>,
): Promise<HttpSide> {
  return serveHttp((request, response) => answer(exchange, clock(), request, response), where);
}

function answer(exchange: Exchange, nowMs: number, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://exchange');
  const day = /^\/files\/trades-(.+)\.csv$/.exec(pathname)?.[1];
  if (pathname === '/healthz') return send(response, 200, { status: 'ok' });
  if (pathname === '/v1/trades') return sendPage(exchange, nowMs, searchParams, response);
  if (day === undefined || !DAY.test(day))
    return refuse(
      response,
      'not-found',
      'this is the demo exchange: /files/trades-YYYY-MM-DD.csv and /v1/trades?day=YYYY-MM-DD',
    );
  const file = fileOf(exchange, day, nowMs);
  if (file === undefined) return refuse(response, 'not-found', `there is no file of ${day}, or not yet`);
  return sendFile(file, request, response);
}

interface DayFile {
  readonly text: string;
  readonly changedMs: number;
}

/** The file of a day as it is at a time; undefined while there is none. */
export function fileOf(exchange: Exchange, day: string, nowMs: number): DayFile | undefined {
  const fault = faultOfDay(day);
  if (fault === 'missing') return undefined;
  const isWhole = fault !== 'corrected' || nowMs >= afternoonMs(day);
  const changedMs = fault === 'late' || (fault === 'corrected' && isWhole) ? afternoonMs(day) : fileTimeMs(day);
  if (nowMs < changedMs) return undefined;
  const trades = exchange.tradesOf(day);
  return { text: tradesCsv(isWhole ? trades : trades.slice(0, Math.floor(trades.length * 0.8))), changedMs };
}

/** ETag, If-None-Match, Range with If-Range (RFC 9110, 13 and 14). */
function sendFile({ text, changedMs }: DayFile, request: IncomingMessage, response: ServerResponse): void {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  const common = {
    etag,
    'last-modified': new Date(changedMs).toUTCString(),
    'content-type': 'text/csv; charset=utf-8',
    'accept-ranges': 'bytes',
  };
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, common).end();
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
  const ifRange = request.headers['if-range'];
  if (from > 0 && from < body.length && (ifRange === undefined || ifRange === etag))
    return void response
      .writeHead(206, {
        ...common,
        'content-range': `bytes ${from}-${body.length - 1}/${body.length}`,
        'content-length': body.length - from,
      })
      .end(body.subarray(from));
  response.writeHead(200, { ...common, 'content-length': body.length }).end(body);
}

function sendPage(exchange: Exchange, nowMs: number, asked: URLSearchParams, response: ServerResponse): void {
  const day = asked.get('day') ?? '';
  if (!DAY.test(day)) return refuse(response, 'bad-request', `day=${day} is not a day: expected YYYY-MM-DD`);
  const from = Number(asked.get('cursor') ?? 0);
  const made = exchange.tradesOf(day).filter(({ tradedAtMs }) => tradedAtMs <= nowMs);
  const rows = made.slice(from, from + ROWS_A_PAGE).map(rowOf);
  const next = from + ROWS_A_PAGE < made.length ? String(from + ROWS_A_PAGE) : null;
  return send(response, 200, { day, note: 'simulated', rows, next });
}

const rowOf = ({ tradeId, tradedAtMs, ticker, trader, side, price, quantity }: Trade): object => ({
  trade_id: tradeId,
  traded_at: new Date(tradedAtMs).toISOString(),
  ticker,
  trader,
  side,
  price,
  quantity,
  currency: 'USD',
});

const send = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
