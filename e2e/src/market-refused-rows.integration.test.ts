import { QUARANTINE_REPLAY_QUEUE, type QuarantineSelection } from '@wellhead/contracts';
import { workReplays } from '../../ingestor/src/replay/work-replays.js';
import { correctQuarantined, dismissQuarantined, listQuarantine } from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Market, openMarket } from '../testing/market.js';

const DAY = '2026-03-09';

describe('refused rows of a file of the exchange', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
    const nothing = async (): Promise<{ replayed: number; refusedAgain: number }> => ({ replayed: 0, refusedAgain: 0 });
    await workReplays({
      jobs: market.jobs,
      pool: market.pool,
      log: pino({ level: 'silent' }),
      replay: async () => ({ records: 0 }) as never,
      repair: nothing,
    });
    expect((await market.run('market-file', DAY)).error).toBeUndefined();
  });
  afterAll(() => market?.close());

  const open = () => listQuarantine(market.pool, { state: 'open' });
  const trades = async (where: string): Promise<unknown[]> =>
    market.rows(`select trade_id, price::float8, side from ods.trades where ${where} order by trade_id`);
  /** As the page asks, and what it says of it. */
  const letIn = async (selection: QuarantineSelection): Promise<unknown> => {
    const outcome = await market.jobs.sendAndWait(QUARANTINE_REPLAY_QUEUE, selection, { timeoutMs: 60_000 });
    return outcome.kind === 'completed' ? outcome.output : outcome;
  };
  const refusedFor = async (reason: string) => {
    const row = (await open()).find((one) => one.reason.startsWith(reason));
    if (!row) throw new Error(`no open row was refused for ${reason}`);
    return { ...row, values: row.raw.startsWith('{') ? (JSON.parse(row.raw) as Record<string, string>) : {} };
  };

  it('are in quarantine, once, with file, day and reason, also when another flow reads the same file', async () => {
    const rows = await open();
    const told = await market.rows<{ rejected_rows: number }>('select rejected_rows from mart.trade_files');
    expect(rows).toHaveLength(told[0]?.rejected_rows ?? 0);
    const price = await refusedFor('price is no number above 0');
    expect(price).toMatchObject({
      kind: 'file-rows',
      source: 'market-file',
      refusedBy: 'transform clean',
      place: { pack: 'market-data', flow: 'market-file', day: DAY, file: `trades-${DAY}.csv` },
      covers: 0,
    });
    expect(price.values['price']).toBe('n/a');
    expect(rows.filter(({ place }) => place['line'] !== undefined).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Expected Number of Columns'),
    ]);
    await market.run('market-late', DAY);
    expect((await open()).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it('come in when they are corrected and let in: the day is run again', async () => {
    const before = (await open()).length;
    const { id, values } = await refusedFor('price is no number above 0');
    await correctQuarantined(market.pool, id, JSON.stringify({ ...values, price: 17.5 }), 'ann');
    expect(await letIn({ ids: [id] })).toEqual({ replayed: 1, refusedAgain: 0 });
    expect(await trades(`trade_id = ${values['trade_id']}`)).toMatchObject([{ price: 17.5 }]);
    expect(await open()).toHaveLength(before - 1);
    expect(
      await market.rows('select count(*)::int as n from mart.rejected_trades group by flow order by flow'),
    ).toEqual([{ n: before - 1 }, { n: before }]);
  });

  it('stay in with every later run of the day', async () => {
    const before = await trades('true');
    await market.run('market-file', DAY);
    await market.run('market-late', DAY);
    expect(await trades('true')).toEqual(before);
    expect((await listQuarantine(market.pool, { state: 'replayed' })).map(({ corrected }) => corrected)).toHaveLength(
      1,
    );
  });

  it('stay out with the new reason when the correction is wrong too, or cannot be read', async () => {
    const wrong = await refusedFor('quantity is no number above 0');
    await correctQuarantined(
      market.pool,
      wrong.id,
      JSON.stringify({ ...wrong.values, quantity: 5, side: 'lend' }),
      'ann',
    );
    const unreadable = await refusedFor('currency is not USD');
    await correctQuarantined(market.pool, unreadable.id, '{"trade_id": 1', 'ann');
    expect(await letIn({ ids: [wrong.id, unreadable.id] })).toEqual({ replayed: 0, refusedAgain: 2 });
    expect(await listQuarantine(market.pool, { ids: [wrong.id, unreadable.id] })).toMatchObject([
      { state: 'open', attempts: 1, lastReason: 'side is neither buy nor sell' },
      { state: 'open', attempts: 1, lastReason: expect.stringContaining('cannot be read as JSON') },
    ]);
    expect(await open()).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ raw: expect.stringContaining('lend') })]),
    );
  });

  it('that are lines without enough columns are corrected as lines', async () => {
    const line = await refusedFor('missing columns');
    const [first = ''] = line.raw.split(',');
    await correctQuarantined(market.pool, line.id, `${first},${DAY}T10:00:00Z,AUR,T-01,buy,182.50,40,USD`, 'ann');
    expect(await letIn({ ids: [line.id] })).toEqual({ replayed: 1, refusedAgain: 0 });
    expect(await trades(`trade_id = ${first}`)).toMatchObject([{ price: 182.5, side: 'buy' }]);
  });

  it('rest when they are laid to rest, also after another run', async () => {
    const [row] = await open();
    await dismissQuarantined(market.pool, { ids: [row?.id ?? 0] }, 'a test trade', 'ann');
    await market.run('market-file', DAY);
    expect(await listQuarantine(market.pool, { ids: [row?.id ?? 0] })).toMatchObject([{ state: 'dismissed' }]);
  });

  it('say why they stay when their flow does not run', async () => {
    const [row] = await open();
    await market.pool.query(`update ops.quarantine set place = place || '{"day": "2026-03-01"}' where id = $1`, [
      row?.id,
    ]);
    expect(await letIn({ ids: [row?.id ?? 0] })).toEqual({ replayed: 0, refusedAgain: 1 });
    expect(await listQuarantine(market.pool, { ids: [row?.id ?? 0] })).toMatchObject([
      { lastReason: expect.stringMatching(/the flow market-file did not run for 2026-03-01: .*there is no file/s) },
    ]);
  });
});
