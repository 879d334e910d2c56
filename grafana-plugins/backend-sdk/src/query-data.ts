import type { ServerUnaryCall, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import { INTERNAL_FAILURE, internalFailure, requestContextOf, requestFields, type ServiceScope } from './calls.js';
import { arrowFrame } from './frames/arrow-frame.js';
import type { DataQuery, DataSourceHandlers, QueryOutcome, RequestContext } from './handlers.js';
import type { Limiter } from './limiter.js';
import type {
  WireDataQuery,
  WireDataResponse,
  WireQueryDataRequest,
  WireQueryDataResponse,
} from './protocol/messages.js';

const failed = (status: number, source: 'plugin' | 'downstream', message: string): QueryOutcome => ({
  kind: 'failed',
  status,
  source,
  message,
});

const dataQueryOf = (wire: WireDataQuery, range: NonNullable<WireDataQuery['timeRange']>): DataQuery => ({
  refId: wire.refId,
  queryType: wire.queryType,
  json: Buffer.from(wire.json).toString('utf8'),
  fromMs: range.fromEpochMS,
  toMs: range.toEpochMS,
  intervalMs: wire.intervalMS,
  maxDataPoints: wire.maxDataPoints,
});

function dataResponseOf(outcome: QueryOutcome, refId: string): WireDataResponse {
  switch (outcome.kind) {
    case 'answered': {
      const frames = outcome.frames.map((frame) => arrowFrame({ ...frame, refId: frame.refId ?? refId }));
      return { frames, error: '', status: 200, errorSource: '' };
    }
    case 'failed':
      return { frames: [], error: outcome.message, status: outcome.status, errorSource: outcome.source };
    default:
      return outcome satisfies never;
  }
}

/** `pluginv2.Data`: each query is answered on its own, so that one that fails does not blank the rest of the panel. */
export function dataService(
  handlers: DataSourceHandlers,
  scope: ServiceScope,
  limiter: Limiter,
): UntypedServiceImplementation {
  async function answer(wire: WireDataQuery, context: RequestContext): Promise<WireDataResponse> {
    const { timeRange } = wire;
    try {
      const outcome = timeRange
        ? await limiter.run(() => handlers.query(dataQueryOf(wire, timeRange), context), context.signal)
        : failed(400, 'downstream', `Query ${wire.refId} came without a time range: give it one and ask again.`);
      return dataResponseOf(outcome, wire.refId);
    } catch (error) {
      if (context.signal.aborted) {
        return dataResponseOf(failed(499, 'downstream', 'The query was cancelled before it was answered.'), wire.refId);
      }
      scope.log.error({ ...requestFields(context), refId: wire.refId, err: error }, 'query failed unexpectedly');
      return dataResponseOf(failed(500, 'plugin', INTERNAL_FAILURE), wire.refId);
    }
  }

  return {
    QueryData(
      call: ServerUnaryCall<WireQueryDataRequest, WireQueryDataResponse>,
      reply: sendUnaryData<WireQueryDataResponse>,
    ) {
      const context = requestContextOf(call, call.request.headers, scope);
      const answers = call.request.queries.map(async (query) => [query.refId, await answer(query, context)] as const);
      Promise.all(answers).then(
        (entries) => reply(null, { responses: Object.fromEntries(entries) }),
        (error: unknown) => {
          scope.log.error({ ...requestFields(context), err: error }, 'queries failed unexpectedly');
          reply(internalFailure);
        },
      );
    },
  };
}
