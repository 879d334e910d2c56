import { compress } from 'snappyjs';
import { openMetricNaming } from '../../src/sources/prometheus/metric-naming.js';
import { packWriteRequest } from '../../src/sources/prometheus/remote-write/testing/write-requests.js';
import { readWriteRequest } from '../../src/sources/prometheus/remote-write/write-request.js';
import { linesOfMetrics } from '../../src/sources/prometheus/metric-lines.js';
import { linesOfScrape } from '../../src/sources/prometheus/scrape/scrape-target.js';
import { openEdgeNodes } from '../../src/sources/sparkplug/edge-nodes.js';
import { openSparkplugReader } from '../../src/sources/sparkplug/read-sparkplug.js';
import { encodeSparkplug } from '../../src/sources/sparkplug/sparkplug-payload.js';
import type { SourceMessage } from '../../src/intake.js';
import { mutate } from './mutate.js';
import type { ParserDoor } from './parser-doors.js';
import type { Random } from './random.js';
import type { openTelemetryVerdict } from './telemetry-verdict.js';
import { refused, type Verdict } from './verdict.js';

type Telemetry = ReturnType<typeof openTelemetryVerdict>;

/** The corpus of protobuf is JSON, so that values are changed inside of it. Packed; every third time the packed bytes are changed as well. */
function packedAs(pack: (message: object) => Buffer, bytes: Buffer, random: Random): Buffer {
  let packed = bytes;
  try {
    const message: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof message === 'object' && message !== null) packed = pack(message);
  } catch {
    // No JSON any more, or none that a sender could pack: sent as it is.
  }
  return random.chance(0.3) ? mutate(packed, random, [packed]) : packed;
}

/** A message of remote write as it is sent: in Snappy's block format, which is damaged now and then. */
export function remoteWriteBody(bytes: Buffer, random: Random): Buffer {
  const body = Buffer.from(compress(packedAs(packWriteRequest, bytes, random)));
  return random.chance(0.2) ? mutate(body, random, [body]) : body;
}

const TOPICS = ['NBIRTH/gw', 'DBIRTH/gw/w7', 'NDATA/gw', 'DDATA/gw/w7', 'NDEATH/gw', 'DDEATH/gw/w7', 'NCMD/gw', ''];
const naming = openMetricNaming({ assets: [{ labels: { job: 'pump' }, asset: 'w1' }], prefixes: ['pump'] });

/** Messages of protobuf and pages of metrics, read and then decoded as telemetry. */
export function openMessageDoors(telemetry: Telemetry): readonly ParserDoor[] {
  const read = openSparkplugReader({
    nodes: openEdgeNodes(new Map()),
    measurement: 'sparkplug',
    clock: () => 1_700_000_000_000,
    askRebirth: () => undefined,
  });
  const verdictOf = (message: SourceMessage, random: Random): Verdict => {
    if (message.kind === 'refused') return refused(message.reason);
    if (message.kind === 'records') throw new Error('metrics are no records');
    const [first] = message.refused ?? [];
    const decoded = telemetry(message.kind, message.body, random);
    return first ? refused(first.reason) : decoded;
  };
  return [
    {
      name: 'Sparkplug B',
      corpus: 'sparkplug',
      feed: (bytes, random) =>
        verdictOf(
          read({
            topic: `spBv1.0/north/${random.pick(TOPICS)}`,
            payload: packedAs(
              (message) => encodeSparkplug(message as Parameters<typeof encodeSparkplug>[0]),
              bytes,
              random,
            ),
          }),
          random,
        ),
    },
    {
      name: 'remote write',
      corpus: 'remote-write',
      feed(bytes, random) {
        const request = readWriteRequest(packedAs(packWriteRequest, bytes, random));
        if (typeof request === 'string') return refused(request);
        const { body, refused: faults } = linesOfMetrics(request.series, naming);
        return verdictOf({ kind: 'lines', body, precision: 'ms', refused: faults }, random);
      },
    },
    {
      name: 'pages of metrics',
      corpus: 'exposition',
      feed(bytes, random) {
        const page = {
          kind: 'page',
          text: bytes.toString('utf8'),
          format: random.pick(['text', 'openmetrics'] as const),
        } as const;
        const scrape = {
          labels: { job: 'pump', instance: 'a:1' },
          honorTimestamps: true,
          startedAtMs: 1_700_000_000_000,
          durationMs: 1,
        };
        const { body, refused: faults, reason } = linesOfScrape(page, scrape, naming);
        const verdict = verdictOf({ kind: 'lines', body, precision: 'ms', refused: faults }, random);
        return reason === undefined ? verdict : refused(reason);
      },
    },
  ];
}
