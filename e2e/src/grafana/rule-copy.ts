import { z } from 'zod';
import type { GrafanaApi } from '../grafana-api.js';

const ruleSchema = z.looseObject({ title: z.string() });

export interface RuleCopy {
  readonly uid: string;
  /** Takes away everything that was made for it. */
  remove(): Promise<void>;
}

const UID = 'wellhead-e2e';
const PROVISIONING = '/api/v1/provisioning';

/**
 * A copy of a provisioned rule that is evaluated every ten seconds, the shortest that Grafana takes, and tells a webhook at once: as somebody's own rule and
 * contact point beside ours. Rejects with what Grafana said when it takes one of them not.
 */
export async function copyRule(grafana: GrafanaApi, ruleUid: string, webhookUrl: string): Promise<RuleCopy> {
  const rule = await grafana.get(`${PROVISIONING}/alert-rules/${ruleUid}`, ruleSchema);
  const remove = async (): Promise<void> => {
    await grafana.call('DELETE', `/api/folders/${UID}?forceDeleteRules=true`);
    await grafana.call('DELETE', `${PROVISIONING}/contact-points/${UID}`);
  };
  const ask = async (method: string, path: string, body: object): Promise<void> => {
    const { status, text } = await grafana.call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
  };
  await remove();
  await ask('POST', '/api/folders', { uid: UID, title: 'Wellhead end-to-end test' });
  await ask('POST', `${PROVISIONING}/contact-points`, {
    uid: UID,
    name: UID,
    type: 'webhook',
    settings: { url: webhookUrl, httpMethod: 'POST' },
  });
  const { id: _id, provenance: _provenance, updated: _updated, ...rest } = rule;
  await ask('PUT', `${PROVISIONING}/folder/${UID}/rule-groups/${UID}`, {
    title: UID,
    folderUid: UID,
    interval: 10,
    rules: [
      {
        ...rest,
        uid: UID,
        folderUID: UID,
        ruleGroup: UID,
        for: '0s',
        notification_settings: { receiver: UID, group_wait: '1s', group_interval: '1s' },
      },
    ],
  });
  return { uid: UID, remove };
}
