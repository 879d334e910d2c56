import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RestartDoor {
  /** `POST …/stop` and `POST …/start` answer 200 when it is done. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a spec, which runs in a process of its own, stop the Wellhead of the run and start it anew. */
export async function openRestartDoor(wellhead: {
  stop(): Promise<unknown>;
  start(): Promise<unknown>;
}): Promise<RestartDoor> {
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    '/stop': wellhead.stop,
    '/start': wellhead.start,
  };
  const server = createServer((request, response) => {
    const action = request.method === 'POST' ? actions[request.url ?? ''] : undefined;
    if (!action) return void response.writeHead(404).end();
    action().then(
      () => response.writeHead(200).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
