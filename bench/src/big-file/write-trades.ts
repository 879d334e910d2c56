import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { largeTradesCsv, openExchange } from '@wellhead/packs/market-data/demo';

/** `write-trades FILE BYTES DAY`: writes a CSV of trades and ends. A process of its own: what it takes in memory is not what the flow takes. */
const [file = '', bytes = '', day = ''] = process.argv.slice(2);
const trades = openExchange({ seed: 6, tradesADay: 50_000 }).tradesOf(day);
await pipeline(Readable.from(largeTradesCsv(trades, Number(bytes))), createWriteStream(file));
