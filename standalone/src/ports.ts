import { createServer } from 'node:net';
import { CannotStart } from './cannot-start.js';

/** Resolves when the port is free on loopback; otherwise one sentence that names the variable to change. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is busy' : `cannot be used (${error.code ?? error.message})`;
      reject(
        new CannotStart(`Port ${port} ${reason}: set ${variable} to another port, or stop what uses it.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
