import { ProblemError } from '@wellhead/contracts';
import express from 'express';
import { uncompress } from 'snappyjs';
import { problemOfPart, problemOfRefusal, sendProblem } from '../../../http/answers.js';
import type { BodyReader } from '../../../http/body.js';
import type { IngestorMetrics } from '../../../http/metrics.js';
import { requireScope } from '../../../http/sender.js';
import type { TokenGate } from '../../../http/tokens.js';
import type { Intake } from '../../../intake.js';
import { linesOfMetrics } from '../metric-lines.js';
import { type MetricNaming, openMetricNaming } from '../metric-naming.js';
import { readWriteRequest } from './write-request.js';

/** Where Prometheus' own receiver listens, and where InfluxDB 1 did. */
const PATHS = ['/api/v1/write', '/api/v1/prom/write'];

/**
 * Prometheus' remote write, version 1.0: protobuf in Snappy's block format. 204 = durable; 4xx = not to be sent again (what could be kept of it
 * is kept), 5xx = to be sent again. Version 2.0 gets 415, upon which a sender falls back to 1.0.
 * Source: prometheus.io/docs/specs/prw/remote_write_spec.
 */
export function createRemoteWriteRoute(parts: {
  readonly intake: Intake;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly bodyBytes: number;
  readonly naming: MetricNaming;
  readonly metrics: IngestorMetrics;
}): express.Router {
  const { intake, gate, bodies, metrics } = parts;
  const nameOf = openMetricNaming(parts.naming);
  const router = express.Router();
  router.post(PATHS, async (request, response) => {
    const done = metrics.startRequest('/api/v1/write');
    response.on('close', () => done(response.statusCode));
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const sender = await requireScope(gate, request, query, 'write');
    requireVersion1(request.headers['content-type'], request.headers['content-encoding']);
    const message = readWriteRequest(decompress(await bodies.raw(request), parts.bodyBytes));
    if (typeof message === 'string') throw new ProblemError('bad-request', `Nothing was stored: ${message}.`);
    const { body, refused, ...noValues } = linesOfMetrics(message.series, nameOf);
    const outcome = await intake.messages([{ kind: 'lines', body, precision: 'ms', refused }], sender);
    if ('kind' in outcome) throw problemOfRefusal(outcome);
    metrics.countNoValues(noValues);
    for (const kept of outcome) {
      metrics.countKept('lines', kept);
      if (kept.refusedCount > 0) return sendProblem(response, problemOfPart(kept, 'line'));
    }
    if (message.histograms > 0)
      throw new ProblemError(
        'bad-request',
        `${message.histograms} native histograms were left out, everything else is stored. Send classic histograms (send_native_histograms: false).`,
      );
    response.status(204).end();
  });
  return router;
}

function requireVersion1(contentType = '', encoding = 'none'): void {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  const proto = parameters.find((parameter) => parameter.startsWith('proto='))?.slice('proto='.length);
  if (type !== 'application/x-protobuf' || (proto ?? 'prometheus.WriteRequest') !== 'prometheus.WriteRequest')
    throw new ProblemError(
      'unsupported-media-type',
      `Content-Type: found ${contentType || 'none'}, expected application/x-protobuf, which is remote write 1.0 (protobuf_message: prometheus.WriteRequest).`,
    );
  if (encoding !== 'snappy')
    throw new ProblemError('unsupported-media-type', `Content-Encoding: found ${encoding}, expected snappy.`);
}

function decompress(body: Buffer, maxBytes: number): Buffer {
  try {
    return uncompress(body, maxBytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (reason.includes('too big'))
      throw new ProblemError('too-large', `The message is larger than ${maxBytes} bytes after decompression.`);
    throw new ProblemError('bad-encoding', 'Content-Encoding says snappy, but the body is no Snappy block.', { cause });
  }
}
