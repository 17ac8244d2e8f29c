/** What is said of a request that was not answered: whether anything of it can have been received. */
import net, { type AddressInfo } from 'node:net';
import { createNetwork } from '../../services/network';

it.each([['before the handshake is over nothing has left', 'https', true], ['a connection without one may have carried the request', 'http', false]] as const)('cut off: %s', async (_name, protocol, isRefused) => {
  const server = net.createServer((socket) => { socket.on('error', () => {}).once('data', () => socket.destroy()); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const network = createNetwork();
  const url = `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const failed = await network.request({ method: 'POST', url, body: '{}', timeoutMs: 5000 }).catch((error: unknown) => error);
  network.close();
  server.close();
  expect(failed).toMatchObject({ isRefused });
});
