import type { ServerUnaryCall, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import {
  INTERNAL_FAILURE,
  internalFailure,
  notSupported,
  requestContextOf,
  requestFields,
  type ServiceScope,
} from './calls.js';
import type { DataSourceHandlers, HealthReport } from './handlers.js';
import type {
  WireCheckHealthRequest,
  WireCheckHealthResponse,
  WireCollectMetricsRequest,
  WireCollectMetricsResponse,
} from './protocol/messages.js';

const wireHealthOf = (report: HealthReport): WireCheckHealthResponse => ({
  status: report.healthy ? 'OK' : 'ERROR',
  message: report.message,
  jsonDetails: Buffer.from(JSON.stringify(report.details ?? {})),
});

/** `pluginv2.Diagnostics`: what “Save & test” and Grafana's metrics endpoint ask. */
export function diagnosticsService(handlers: DataSourceHandlers, scope: ServiceScope): UntypedServiceImplementation {
  return {
    CheckHealth(
      call: ServerUnaryCall<WireCheckHealthRequest, WireCheckHealthResponse>,
      reply: sendUnaryData<WireCheckHealthResponse>,
    ) {
      const context = requestContextOf(call, call.request.headers, scope);
      handlers.checkHealth(context).then(
        (report) => reply(null, wireHealthOf(report)),
        (error: unknown) => {
          scope.log.error({ ...requestFields(context), err: error }, 'health check failed unexpectedly');
          reply(null, wireHealthOf({ healthy: false, message: INTERNAL_FAILURE }));
        },
      );
    },

    CollectMetrics(
      _call: ServerUnaryCall<WireCollectMetricsRequest, WireCollectMetricsResponse>,
      reply: sendUnaryData<WireCollectMetricsResponse>,
    ) {
      if (!handlers.collectMetrics) return reply(notSupported('metrics'));
      handlers.collectMetrics().then(
        (prometheus) => reply(null, { metrics: { prometheus: Buffer.from(prometheus) } }),
        (error: unknown) => {
          scope.log.error({ err: error }, 'metrics failed unexpectedly');
          reply(internalFailure);
        },
      );
    },
  };
}
