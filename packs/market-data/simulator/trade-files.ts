import type { Trade } from './exchange.js';
import { faultOfRow, type RowFault } from './faults.js';

const TRADE_COLUMNS = ['trade_id', 'traded_at', 'ticker', 'trader', 'side', 'price', 'quantity', 'currency'];
const HEADER = `${TRADE_COLUMNS.join(',')}\n`;

const lineOf = (
  { tradeId, tradedAtMs, ticker, trader, side, price, quantity }: Trade,
  changes: Partial<Record<RowFault, string>> = {},
): string =>
  `${tradeId},${new Date(tradedAtMs).toISOString()},${ticker},${trader},${changes.side ?? side},${changes.price ?? price.toFixed(2)},${changes.quantity ?? quantity},${changes.currency ?? 'USD'}\n`;

/** A line that is wrong in one way; a row that stands there twice is right both times. */
function faultyLine(fault: RowFault, trade: Trade): string {
  switch (fault) {
    case 'price':
      return lineOf(trade, { price: 'n/a' });
    case 'quantity':
      return lineOf(trade, { quantity: '-5' });
    case 'currency':
      return lineOf(trade, { currency: 'XXX' });
    case 'side':
      return lineOf(trade, { side: 'hold' });
    case 'short':
      return `${trade.tradeId},${new Date(trade.tradedAtMs).toISOString()},${trade.ticker}\n`;
    case 'twice':
      return lineOf(trade) + lineOf(trade);
    default:
      return fault satisfies never;
  }
}

/** The file of a day as CSV, with the wrong rows that such files have. */
export const tradesCsv = (trades: readonly Trade[]): string =>
  HEADER +
  trades
    .map((trade, at) => {
      const fault = faultOfRow(at);
      return fault === undefined ? lineOf(trade) : faultyLine(fault, trade);
    })
    .join('');

const LINES_A_PIECE = 10_000;

/** A CSV of at least so many bytes, all of one day, piece by piece: for files too large to be held. */
export function* largeTradesCsv(trades: readonly Trade[], bytes: number): Generator<string> {
  yield HEADER;
  const [first] = trades;
  if (first === undefined) return;
  // What changes from one round to the next is the number alone.
  const rest = trades.map((trade) => lineOf(trade).slice(String(trade.tradeId).length));
  let number = first.tradeId;
  for (let written = HEADER.length, at = 0; written < bytes;) {
    let piece = '';
    for (let line = 0; line < LINES_A_PIECE; line += 1) {
      piece += `${number}${rest[at] ?? ''}`;
      number += 1;
      at = (at + 1) % rest.length;
    }
    written += piece.length;
    yield piece;
  }
}
