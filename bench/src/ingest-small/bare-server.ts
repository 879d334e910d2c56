import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that a Node server can do with a write: reads the body and answers 204. Tells its port over IPC. */
const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    response.writeHead(204);
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
