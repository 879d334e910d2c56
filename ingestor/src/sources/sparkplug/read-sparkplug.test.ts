import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderCases, shownMessage } from '../../../testing/folder-cases.js';
import { openEdgeNodes } from './edge-nodes.js';
import { openSparkplugReader } from './read-sparkplug.js';
import { DATA_TYPES, dataTypeNumber, encodeSparkplug, type SparkplugMetric } from './sparkplug-payload.js';

const metricSchema = z.looseObject({ datatype: z.enum(DATA_TYPES).optional() });
const caseSchema = z.object({
  about: z.string(),
  messages: z.array(
    z.object({
      topic: z.string(),
      seq: z.number().optional(),
      timestamp: z.string().optional(),
      metrics: z.array(metricSchema).default([]),
      /** What is no payload at all. */
      text: z.string().optional(),
    }),
  ),
  /** Of the last message. */
  expect: z.record(z.string(), z.unknown()),
  /** Nodes that were asked to tell again what they are. */
  asked: z.array(z.string()).default([]),
});
type Metric = z.infer<typeof metricSchema>;
const onWire = ({ datatype, ...metric }: Metric): SparkplugMetric => ({
  ...metric,
  ...(datatype === undefined ? {} : { datatype: dataTypeNumber(datatype) }),
});

describe('messages of Sparkplug B', () => {
  it.each(folderCases(new URL('./testdata/', import.meta.url), caseSchema))('%s', (_name, given) => {
    const asked: string[] = [];
    const read = openSparkplugReader({
      nodes: openEdgeNodes(new Map()),
      measurement: 'sparkplug',
      askRebirth: (group, node) => asked.push(`${group}/${node}`),
      clock: () => 1_700_000_000_000,
    });
    const messages = given.messages.map(({ topic, metrics, text, seq, timestamp }) =>
      read({
        topic,
        payload:
          text === undefined
            ? encodeSparkplug({
                metrics: metrics.map(onWire),
                ...(seq === undefined ? {} : { seq: String(seq) }),
                ...(timestamp === undefined ? {} : { timestamp }),
              })
            : Buffer.from(text),
      }),
    );
    expect(shownMessage(messages.at(-1)!)).toMatchObject(given.expect);
    expect(asked).toEqual(given.asked);
  });
});
