import { TEXTS } from './channels.js';

/**
 * Where alerts go. Only channels that are configured may be written: a contact point with an empty address stops Grafana from
 * starting. The fragment keeps the address from ever being empty; it is not sent.
 */
export const contactPoints = (): object => ({
  apiVersion: 1,
  contactPoints: [
    {
      orgId: 1,
      name: 'wellhead',
      receivers: [
        {
          uid: 'wellhead-notification-log',
          type: 'webhook',
          disableResolveMessage: false,
          settings: {
            url: '${WELLHEAD_NOTIFY_URL}#wellhead',
            httpMethod: 'POST',
            authorization_scheme: 'Bearer',
            authorization_credentials: '${WELLHEAD_TOKEN}',
            ...TEXTS,
          },
        },
      ],
    },
  ],
});

const TITLE =
  '{{ define "wellhead.title" }}{{ if gt (len .Alerts.Firing) 0 }}{{ len .Alerts.Firing }} firing{{ else }}resolved{{ end }}: {{ .CommonLabels.alertname }}{{ end }}';

const LINE = `{{ define "wellhead.alert" }}{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ .Annotations.link }}{{ end }}`;

const MESSAGE = `{{ define "wellhead.message" }}{{ range .Alerts.Firing }}{{ template "wellhead.alert" . }}

{{ end }}{{ range .Alerts.Resolved }}Resolved: {{ .Annotations.summary }}
{{ end }}{{ end }}`;

/** What a message says: asset, signal, value, limit, and a link. Templates are not interpolated by Grafana. */
export const templates = (): object => ({
  apiVersion: 1,
  templates: [{ orgId: 1, name: 'wellhead', template: `${TITLE}\n\n${LINE}\n\n${MESSAGE}\n` }],
});

/**
 * The whole tree of policies, because Grafana knows no part of one. Only for a Grafana of our own: in somebody else's it would
 * replace theirs, and the rules name their receiver themselves.
 */
export const ownPolicies = (): object => ({
  apiVersion: 1,
  policies: [
    {
      orgId: 1,
      receiver: 'wellhead',
      group_by: ['grafana_folder', 'alertname'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
    },
  ],
});
