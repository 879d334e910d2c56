import { deliveryDashboards } from '@wellhead/packs/delivery/dashboards';
import { fuelQualityDashboards } from '@wellhead/packs/fuel-quality/dashboards';
import { marketDataDashboards } from '@wellhead/packs/market-data/dashboards';
import { oilWellsDashboards } from '@wellhead/packs/oil-wells/dashboards';
import { operationsDashboards } from '@wellhead/packs/operations/dashboards';
import { retailSalesDashboards } from '@wellhead/packs/retail-sales/dashboards';
import { stringify } from 'yaml';
import { alertRules } from './alert-rules.js';
import { dashboardProviders, dataSources, plugins } from './data-sources.js';
import { ALERT_CHANNELS } from './channels.js';
import { contactPoints, ownPolicies, templates } from './notifications.js';

const HEAD =
  '# Written by `npm run generate -w @wellhead/provisioning`. Do not edit: a test holds it equal to its source.\n';
const yaml = (content: object, note = ''): string =>
  `${HEAD}${note}${stringify(content, { lineWidth: 0, singleQuote: true })}`;

/** Everything that is generated, by path below `provisioning/`. Dashboards last: Grafana reads the rest at its start only. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const packs = [
    { name: 'retail-sales', ...retailSalesDashboards() },
    { name: 'operations', ...operationsDashboards() },
    { name: 'oil-wells', ...oilWellsDashboards() },
    { name: 'delivery', ...deliveryDashboards() },
    { name: 'fuel-quality', ...fuelQualityDashboards() },
    { name: 'market-data', ...marketDataDashboards() },
  ];
  return new Map<string, string>([
    ['datasources/wellhead.yaml', yaml(dataSources())],
    ['plugins/wellhead.yaml', yaml(plugins())],
    ['alerting/wellhead-rules.yaml', yaml(alertRules())],
    ['alerting/wellhead-contact-points.yaml', yaml(contactPoints())],
    ['alerting/wellhead-templates.yaml', yaml(templates())],
    ...Object.entries(ALERT_CHANNELS).map(([name, channel]): [string, string] => [
      `own-grafana/channels/${name}.yaml`,
      yaml(
        [channel],
        '# Added to the receivers of the contact point, as far in as they are, where its variables are set.\n',
      ),
    ]),
    [
      'own-grafana/alerting/wellhead-policies.yaml',
      yaml(ownPolicies(), '# The whole policy tree: only for a Grafana that belongs to Wellhead alone.\n'),
    ],
    ['dashboards/wellhead.yaml', yaml(dashboardProviders(packs))],
    ...packs.flatMap(({ name, dashboards }) =>
      Object.entries(dashboards).map(([file, dashboard]): [string, string] => [
        `dashboards/${name}/${file}.json`,
        `${JSON.stringify(dashboard, null, 2)}\n`,
      ]),
    ),
  ]);
}
