/** The fake Webex as a process of its own that outlives its callers. Forked with its options as JSON in the first argument; tells its address when it listens. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'webex.ts');
const { outputFiles: [bundle] } = await build({ entryPoints: [source], bundle: true, platform: 'node', format: 'esm', target: 'node20', write: false, logLevel: 'warning' });
const { startWebex } = await import(`data:text/javascript;base64,${Buffer.from(bundle.text).toString('base64')}`);
const webex = await startWebex(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (message) => {
  if (message === 'tally') process.send({ messages: webex.messages, requests: webex.requests.length, early: webex.counts.early });
});
process.on('disconnect', () => process.exit());
if (process.send) process.send({ url: webex.url, token: webex.token });
else process.stdout.write(`${webex.url}\n`);
