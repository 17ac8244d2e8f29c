/**
 * Loaded before Lotse by `npm run check:auth`: counts each connection that the process opens, below everything that could go around it, and
 * answers for the resolver. What leads to an allowed host in the internet arrives at the check's own server instead; what leads elsewhere is
 * written down and refused. Tells memory, delays and the SDK's list of issuers on a port of its own. PROBE is JSON: {port, own, trapPort, names}.
 */
const dns = require('node:dns');
const http = require('node:http');
const { isIP } = require('node:net');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { UV_ECONNREFUSED } = process.binding('uv');

/** `names`: the addresses of some names; `reached`: those of all other allowed names, behind which the check's own server stands. */
const { port, own, trapPort, names, reached } = JSON.parse(process.env.PROBE);
/** Whatever else is asked for leads to somebody in the internet, so that an attempt to go there is seen. */
const SOMEBODY = '93.184.216.34';
const seen = { allowed: 0, outside: [], own: 0, asked: [] };

const { TCP } = process.binding('tcp_wrap');
for (const [method, family] of [['connect', 4], ['connect6', 6]]) {
  const connect = TCP.prototype[method];
  TCP.prototype[method] = function (request, address, to) {
    if (own.includes(to) && (address === '127.0.0.1' || address === '::1')) {
      seen.own += 1;
      return connect.call(this, request, address, to);
    }
    if (!reached.includes(address) || to !== 443) {
      seen.outside.push(`${address}:${to}`);
      return UV_ECONNREFUSED;
    }
    seen.allowed += 1;
    return family === 4 ? connect.call(this, request, '127.0.0.1', trapPort) : UV_ECONNREFUSED;
  };
}
const { Pipe } = process.binding('pipe_wrap');
Pipe.prototype.connect = (_request, path) => { seen.outside.push(`socket ${path}`); return UV_ECONNREFUSED; };

dns.lookup = (hostname, options, callback) => {
  const { all } = typeof options === 'object' ? options : {};
  const done = callback ?? options;
  const known = isIP(hostname) ? [hostname] : names[hostname] ?? (hostname === 'localhost' ? ['127.0.0.1'] : /^smba\.trafficmanager\.net$|\.botframework\.com$/.test(hostname) ? reached : undefined);
  if (!known) seen.asked.push(hostname);
  const addresses = (known ?? [SOMEBODY]).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  process.nextTick(() => (all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)));
};

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let answers = [];
/** How long a request occupies the process, from its arrival to the end of its answer: by the wall's clock, and in the processor's time, which what else the machine does cannot lengthen. */
const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (event, request, response) {
  if (event === 'request' && this !== probe) {
    const [began, used] = [process.hrtime.bigint(), process.cpuUsage()];
    response.once('finish', () => {
      const { user, system } = process.cpuUsage(used);
      answers.push({ wallMs: Number(process.hrtime.bigint() - began) / 1e6, processorMs: (user + system) / 1000 });
    });
  }
  return emit.apply(this, arguments);
};

const probe = http.createServer((request, response) => {
  if (request.url === '/begin') {
    Object.assign(seen, { allowed: 0, outside: [], own: 0, asked: [] });
    answers = [];
    delay.reset();
  }
  const p99 = (name) => Float64Array.from(answers, (each) => each[name]).sort()[Math.floor(answers.length * 0.99)] ?? 0;
  const figures = {
    ...seen, answered: answers.length, processorP99Ms: p99('processorMs'), wallP99Ms: p99('wallMs'), loopP99Ms: delay.percentile(99) / 1e6, loopMostMs: delay.max / 1e6,
    issuers: require('botframework-connector').EmulatorValidation.ToBotFromEmulatorTokenValidationParameters.issuer.length,
  };
  answers = [];
  global.gc();
  global.gc();
  response.end(JSON.stringify({ ...figures, heapBytes: process.memoryUsage().heapUsed }));
  delay.reset();
}).listen(port, '127.0.0.1').unref();
