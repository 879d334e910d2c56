import http from 'node:http';
import { type BodyMaker, createBodies, LINES_PER_BODY } from './bodies.js';

/** What a target took. Only acknowledged requests count. */
export interface LoadOutcome {
  readonly acknowledgedLines: number;
  readonly refusedRequests: number;
  readonly seconds: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
}

const WRITERS = 4;

/** Sends bodies from four writers, each one after its acknowledgement, for `seconds` after a warm-up that counts as stored but not as speed. */
export async function load(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  seconds: number,
  warmUpSeconds: number,
): Promise<{ readonly sustained: LoadOutcome; readonly allAcknowledgedLines: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: WRITERS });
  const startMs = Date.now() - 7_200_000;
  const makers = Array.from({ length: WRITERS }, (_, number) => createBodies(number, startMs));
  // The first body of a writer makes its series: that happens once in the life of a device, so the clock starts behind it.
  const first = await Promise.all(makers.map((bodies) => post(agent, target, bodies.next())));
  let all = first.filter((status) => status === 204).length * LINES_PER_BODY;
  const measureFrom = performance.now() + warmUpSeconds * 1_000;
  const until = measureFrom + seconds * 1_000;
  const ackMs: number[] = [];
  let refusedRequests = 0;
  let lastAck = measureFrom;

  async function writer(bodies: BodyMaker): Promise<void> {
    let body = bodies.next();
    while (performance.now() < until) {
      const sent = performance.now();
      const answer = post(agent, target, body);
      const following = bodies.next();
      const status = await answer;
      const now = performance.now();
      if (status === 204) {
        all += LINES_PER_BODY;
        if (now >= measureFrom) {
          ackMs.push(now - sent);
          lastAck = now;
        }
        body = following;
      } else {
        refusedRequests += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        body = following;
      }
    }
  }
  await Promise.all(makers.map(writer));
  agent.destroy();
  ackMs.sort((a, b) => a - b);
  const quantile = (q: number): number => ackMs[Math.min(ackMs.length - 1, Math.floor(q * ackMs.length))] ?? Number.NaN;
  return {
    allAcknowledgedLines: all,
    sustained: {
      acknowledgedLines: ackMs.length * LINES_PER_BODY,
      refusedRequests,
      seconds: (lastAck - measureFrom) / 1_000,
      ackMsP50: quantile(0.5),
      ackMsP99: quantile(0.99),
    },
  };
}

function post(
  agent: http.Agent,
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Buffer,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      target.url,
      { method: 'POST', agent, headers: { ...target.headers, 'content-length': body.length } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
