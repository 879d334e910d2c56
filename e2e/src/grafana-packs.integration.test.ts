import { PACK_NAMES } from '@wellhead/packs';
import { ALERT_KINDS } from '@wellhead/provisioning';
import { findGrafana } from '@wellhead/standalone/grafana';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openAlertWebhook, type AlertWebhook } from '../testing/alert-webhook.js';
import { startWellheadWithGrafana, until, type WellheadWithGrafana } from '../testing/wellhead-with-grafana.js';
import { rulesSchema } from './grafana-api.js';

/** Long enough for five demos and two evaluations of the rules, a minute apart; no assertion depends on it. */
const LONG_MS = 900_000;
const HOME = process.env['GRAFANA_HOME'];
const installed = await findGrafana(HOME, undefined);
if (installed === undefined)
  console.log(
    'The rules of the packs are not tested in an installed Grafana: set GRAFANA_HOME to a folder that holds bin/grafana and public.',
  );

const SOURCE = '/api/datasources/uid/wellhead';
const RULES = '/api/prometheus/grafana/api/v1/rules';

/** One signal of each pack, that its demo brings and that is forecast. */
const WATCHED = [
  { asset: 'superstore', measurement: 'sales', field: 'amount' },
  { asset: 'esp-301', measurement: 'tms', field: 'motor_temperature' },
  { asset: 'tank-101', measurement: 'quality', field: 'octane_ron' },
  { asset: 'exchange', measurement: 'market', field: 'turnover' },
  { asset: 'delivery-express', measurement: 'delivery', field: 'duration' },
] as const;
const nameOf = ({ asset, measurement, field }: (typeof WATCHED)[number]): string =>
  `Asset: ${asset}. Signal: ${measurement}.${field}.`;

const limitsSchema = z.array(
  z.object({ asset: z.string(), measurement: z.string(), field: z.string(), kind: z.string(), value: z.number() }),
);

describe.skipIf(installed === undefined)(
  'the rules of all five packs in an installed Grafana',
  { timeout: LONG_MS },
  () => {
    let site: WellheadWithGrafana;
    let webhook: AlertWebhook;

    beforeAll(async () => {
      webhook = await openAlertWebhook();
      site = await startWellheadWithGrafana(HOME ?? '', LONG_MS, {
        packs: PACK_NAMES.join(','),
        env: { ALERT_WEBHOOK_URL: webhook.url },
      });
      await set('PUT', 'settings/alert-recipients', { value: { webhook: true } });
    }, LONG_MS);
    afterAll(async () => {
      expect(await site.wellhead.stop('SIGTERM')).toBe(0);
      await site.removeFolder();
      await webhook.close();
    }, LONG_MS);

    const set = async (method: string, path: string, body: object): Promise<void> => {
      const { status, text } = await site.grafana.call(method, `${SOURCE}/resources/${path}`, body);
      expect(status, text).toBe(200);
    };
    const sendRow = async (path: string, row: object): Promise<void> => {
      const answer = await fetch(`${site.wellhead.httpUrl}/api/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${site.wellhead.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify([row]),
      });
      expect(answer.status, await answer.text()).toBeLessThan(300);
    };
    const rules = async () => (await site.grafana.get(RULES, rulesSchema)).data.groups.flatMap((group) => group.rules);
    /** What fires of a rule: asset and signal. */
    const firing = async (rule: string): Promise<string[]> =>
      ((await rules()).find(({ name }) => name === rule)?.alerts ?? [])
        .filter(({ state }) => state === 'Alerting')
        .map(({ labels }) => `Asset: ${labels['asset']}. Signal: ${labels['signal']}.`);
    const told = (title: string, what: string): boolean =>
      webhook.deliveries.some(
        (each) => each.status === 'firing' && each.title.endsWith(title) && each.message.includes(what),
      );
    const names = WATCHED.map(nameOf);

    it('are evaluated without a fault', async () => {
      const evaluated = await until(
        rules,
        (all) => all.length === ALERT_KINDS.length && all.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > 0),
      );
      for (const { name, health, lastError } of evaluated)
        expect(`${name}: ${health} ${lastError ?? ''}`.trim()).toBe(`${name}: ok`);
    });

    it('tell a webhook of a limit of each pack that is breached and one that will be, and fall silent', async () => {
      const before = await site.grafana.get(`${SOURCE}/resources/limits`, limitsSchema);
      const setLimit = (of: (typeof WATCHED)[number], value: number): Promise<void> =>
        set('PUT', 'limits', { ...of, kind: 'high', value, source: 'test' });
      for (const each of WATCHED) await setLimit(each, -1);
      for (const title of ['Limit breached now', 'Limit predicted to be breached (P50)', 'Limit may be breached (P90)'])
        await until(
          async () => {
            // Rejects when Grafana has gone, which would never tell.
            await rules();
            return names.filter((name) => !told(title, name));
          },
          (missing) => missing.length === 0,
        );
      for (const each of WATCHED) {
        const usual = before.find(
          (limit) =>
            limit.kind === 'high' &&
            limit.asset === each.asset &&
            limit.measurement === each.measurement &&
            limit.field === each.field,
        );
        await setLimit(each, usual?.value ?? 1e9);
      }
      await until(
        () => firing('Limit breached now'),
        (seen) => !names.some((name) => seen.includes(name)),
      );
    });

    it('hear nothing of a well while planned work at it goes on, and all again when it ends', async () => {
      const [, well] = WATCHED;
      const work = { id: 'planned-1', well_id: well.asset, kind: 'planned' };
      const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
      await set('PUT', 'limits', { ...well, kind: 'high', value: -1, source: 'test' });
      await until(
        () => firing('Limit breached now'),
        (seen) => seen.includes(nameOf(well)),
      );
      await sendRow('records/maintenance_records', { ...work, date: at(10), started_at: at(10), finished_at: null });
      await until(
        () => firing('Limit breached now'),
        (seen) => !seen.includes(nameOf(well)),
      );
      await sendRow('records/maintenance_records', { ...work, date: at(10), started_at: at(10), finished_at: at(1) });
      await until(
        () => firing('Limit breached now'),
        (seen) => seen.includes(nameOf(well)),
      );
    });
  },
);
