import type { SourceMessage } from '../../intake.js';
import { readPayload, withOrigin } from '../payload/read-payload.js';
import type { Source, SourceContext } from '../source.js';
import type { MqttSourceConfig } from './mqtt-config.js';
import { type MqttMessage, openMqttSession } from './mqtt-session.js';

/** Subscribes to the topics of the configuration; the first template that a topic fits says how to read it. */
export function openMqttSource(config: MqttSourceConfig, context: SourceContext): Promise<Source> {
  const filters = config.topics.map(({ topic }) => topic.filter);
  return openMqttSession(config, filters, context, (message) => readMessage(config.topics, message));
}

/** A message as the intake takes it. */
export function readMessage(topics: MqttSourceConfig['topics'], { topic, payload }: MqttMessage): SourceMessage {
  const place = { topic };
  for (const how of topics) {
    const labels = how.topic.match(topic);
    if (labels) return withOrigin(readPayload(payload, how, labels), { place });
  }
  return {
    kind: 'refused',
    body: payload,
    reason: 'the topic fits no template of the configuration',
    found: topic,
    expected: topics.map(({ topic: { text } }) => text).join(' or '),
    place,
  };
}
