// The entry of `npm start`. In CommonJS, because Node reads a module of ESM with the threads that this sizes: everything in one process means that reads
// of DuckDB hold up to five of libuv's threads for as long as they last, and with the four of its default a write that is to be synced, and so its
// acknowledgement, would wait behind them.
process.env.UV_THREADPOOL_SIZE ??= '16';
void import('./run.mjs');
