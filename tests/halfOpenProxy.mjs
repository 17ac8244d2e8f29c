/** A way to a server that can fall silent: connections stay open, and everything is swallowed, as when a firewall forgets them. */
import net from 'node:net';

export async function startProxy(target) {
  const { hostname, port } = new URL(target);
  let isSilent = false;
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = isSilent ? undefined : net.connect(Number(port), hostname);
    // Whoever was swallowed once is not heard again: the rest of what was said would make no sense.
    const isLost = { now: isSilent };
    const carry = (from, to) => from.on('data', (data) => { isLost.now ||= isSilent; if (!isLost.now) to.write(data); });
    for (const socket of upstream ? [client, upstream] : [client]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => { sockets.delete(socket); if (!isLost.now) for (const other of [client, upstream]) other?.destroy(); });
    }
    if (!upstream) return;
    carry(client, upstream);
    carry(upstream, client);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: Object.assign(new URL(target), { port: String(server.address().port) }).href,
    fallSilent: () => { isSilent = true; },
    speakAgain: () => { isSilent = false; },
    stop: () => { for (const socket of sockets) socket.destroy(); server.close(); },
  };
}
