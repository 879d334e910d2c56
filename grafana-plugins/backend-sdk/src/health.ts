import {
  status,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from '@grpc/grpc-js';

interface HealthRequest {
  readonly service: string;
}
interface HealthReply {
  readonly status: 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}

/** The name that go-plugin pings; the empty name is the whole server, asked by orchestrators. */
const SERVED = ['plugin', ''];

/** `grpc.health.v1.Health`: SERVING until `stopping` aborts, NOT_SERVING from then on. Watchers are told of the change. */
export function healthService(stopping: AbortSignal): UntypedServiceImplementation {
  const current = (): HealthReply => ({ status: stopping.aborted ? 'NOT_SERVING' : 'SERVING' });
  return {
    Check(call: ServerUnaryCall<HealthRequest, HealthReply>, reply: sendUnaryData<HealthReply>) {
      if (SERVED.includes(call.request.service)) return reply(null, current());
      reply({ code: status.NOT_FOUND, details: `There is no service ${call.request.service} here; ask for "plugin".` });
    },
    Watch(call: ServerWritableStream<HealthRequest, HealthReply>) {
      if (!SERVED.includes(call.request.service)) {
        call.write({ status: 'SERVICE_UNKNOWN' });
        return;
      }
      call.write(current());
      const tell = (): void => {
        call.write(current());
        call.end();
      };
      if (stopping.aborted) call.end();
      else stopping.addEventListener('abort', tell, { once: true });
      call.once('cancelled', () => stopping.removeEventListener('abort', tell));
    },
  };
}
