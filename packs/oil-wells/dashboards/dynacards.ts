import { at, choice, finished, packLinks, property } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';

const TAG = 'oil-wells';
const WELLS = [201, 202, 203, 204, 205, 206, 207, 208].map((number) => ({
  text: `Well ${number}`,
  value: `rp-${number}`,
}));

const card = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-dynacard-panel')
    .id(1)
    .title('Dynamogram: ${well:text}')
    .description(
      'Surface card and pump card of the chosen well with the last normal card behind it, what was found and why. The slider goes back through time. Simulated.',
    )
    .gridPos(at(0, 0, 24, 12))
    .withTarget(query('A', { queryType: 'dynacards', assets: ['$well'] }))
    .options({ ghosts: 30, showSurface: true, showPump: true, showReference: true, showFacts: true });

const latest = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(2)
    .title('Cards of all wells, faults only')
    .description(
      'Every card of the time range that was not diagnosed normal: since when, how sure, and what the rule says. Simulated.',
    )
    .gridPos(at(0, 12, 14, 9))
    .withTarget(
      query('A', {
        queryType: 'dynacards',
        curves: false,
        classes: [
          'fluid-pound',
          'gas-interference',
          'travelling-valve-leak',
          'standing-valve-leak',
          'parted-rods',
          'sticking',
          'plunger-tag',
        ],
      }),
    )
    .overrideByName('taken at', [property('displayName', 'Taken'), property('custom.width', 160)])
    .overrideByName('asset', [property('custom.hidden', true)])
    .overrideByName('card', [property('custom.hidden', true)])
    .overrideByName('class', [property('custom.hidden', true)])
    .overrideByName('model', [property('custom.hidden', true)])
    .overrideByName('refused', [property('custom.hidden', true)]);

const fillage = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(3)
    .title('Fillage of the pump: ${well:text}')
    .description(
      'Share of the stroke in which the barrel held liquid, by card; with faults that hide it there is none. Simulated.',
    )
    .gridPos(at(14, 12, 10, 9))
    .withTarget(
      query('A', {
        queryType: 'telemetry',
        assets: ['$well'],
        signals: ['wellhead_dynacard.fillage'],
        aggregate: 'raw',
      }),
    )
    .unit('percentunit')
    .min(0)
    .max(1);

/** The demo dashboard of the dynacard panel. */
export const dynacards = (): dashboard.Dashboard =>
  finished(
    new dashboard.DashboardBuilder('Dynacards')
      .uid('wellhead-oil-dynacards')
      .description('Dynamograms of rod pumps and what was found in them. Simulated: no well is behind these cards.')
      .tags(['wellhead', TAG])
      .time({ from: 'now-10d', to: 'now' })
      .timezone('browser')
      .refresh('1m')
      .tooltip(dashboard.DashboardCursorSync.Crosshair)
      .link(packLinks(TAG))
      .withVariable(choice('well', 'Well', 'A well with a rod pump.', WELLS))
      .withPanel(card())
      .withPanel(latest())
      .withPanel(fillage()),
  );
