/** The Bot Connector as proactive messages meet it: it takes a while to answer, and notes when each message came to which conversation. */
import http from 'node:http';

export async function startSlowConnector(latencyMs) {
  const arrivals = [];
  let first;
  const server = http.createServer((request, response) => {
    const at = performance.now();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => setTimeout(() => {
      first ??= Buffer.concat(chunks).toString('utf8');
      arrivals.push({ at, conversation: /\/conversations\/([^/]+)\//.exec(request.url)?.[1], bytes: Buffer.concat(chunks).length });
      const body = `{"id":"message-${arrivals.length}"}`;
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    }, latencyMs));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** What came so far, in the order in which it was answered. */
    arrivals,
    /** The first message that ever came, as it came. */
    first: () => JSON.parse(first),
    forget: () => { arrivals.length = 0; },
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** The most messages that came within any second. */
export function mostInASecond(arrivals) {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  let [from, most] = [0, 0];
  times.forEach((time, index) => {
    while (times[from] <= time - 1000) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}
