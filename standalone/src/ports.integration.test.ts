import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { requireFreePort } from './ports.js';

it('names the variable to change when a port is busy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(requireFreePort(port, 'WELLHEAD_HTTP_PORT')).rejects.toThrow(
    `Port ${port} is busy: set WELLHEAD_HTTP_PORT to another port`,
  );
  await new Promise((resolve) => server.close(resolve));
  await expect(requireFreePort(port, 'WELLHEAD_HTTP_PORT')).resolves.toBeUndefined();
});
