/** No log, no error and no figure says who wrote, what was written, or any secret: canaries go every way, and sing nowhere. */
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { createLog } from '../../bot/log';
import { Canaries } from '../canaries';
import { onServer } from '../database';
import { startConnector } from '../fakes/connector';
import { startMailServer } from '../fakes/mailServer';
import { createHome, post, runLotse, startLotse, type Home } from '../process';
import { createWorld } from '../world';
import { FLOWS, type Scene } from './canaryFlows';

/** A short form; `npm run check:canaries` takes more seeds, with a rougher world, and wants the figures. */
const FIXED = 20_261_121;
const SEEDS = (process.env.SEEDS ?? String(FIXED)).split(',').map(Number);
const all: { seed: number; canaries: number; flows: number; hits: number }[] = [];
afterAll(() => { if (process.env.FIGURES) writeFileSync(process.env.FIGURES, JSON.stringify(all)); });

function judge(canaries: Canaries, flows: number, written: readonly string[]): void {
  const lines = written.flatMap((text) => text.split('\n'));
  const found = lines.flatMap((line) => canaries.in(line).map((name) => `${name}: ${line.slice(0, 300)}`));
  all.push({ seed: canaries.seed, canaries: canaries.count, flows, hits: found.length });
  expect(found).toEqual([]);
}

/** The secrets of an operator. */
function secretsOf(canaries: Canaries, home: Home, smtpUrl: string): Record<string, string> {
  const url = home.env.DATABASE_URL && Object.assign(new URL(home.env.DATABASE_URL), { password: canaries.word('password of the database') }).href;
  return { SMTP_URL: smtpUrl, MAIL_FROM: 'Lotse <lotse@bot.example>', SMTP_TIMEOUT_MS: '1000', CODE_PEPPER: canaries.word('pepper'), ...(url && { DATABASE_URL: url }) };
}

describe.each(SEEDS)('with canaries of seed %i', (seed) => {
  const canaries = new Canaries(seed);
  let home: Home;
  beforeAll(async () => { home = await createHome(); });
  afterAll(() => home.remove());

  it('the running Lotse writes none, says none in what it refuses, and counts none', async () => {
    const connector = await startConnector();
    const mailServer = await startMailServer({ password: canaries.word('password of the mail server') });
    const lotse = await startLotse(home, secretsOf(canaries, home, mailServer.url));
    const answers: string[] = [];
    try {
      const scene: Scene = { canaries, home, url: () => lotse.url, connector, mailServer, isRough: seed !== FIXED, answers };
      const names = Object.keys(FLOWS);
      const first = seed === FIXED ? 0 : canaries.draw(names.length);
      for (const name of [...names.slice(first), ...names.slice(0, first)]) await FLOWS[name]!(scene);
      await breakTurn(scene);
      for (const path of ['/metrics', '/readyz', '/livez']) answers.push(await (await fetch(`${lotse.url}${path}`)).text());
      await lotse.end('SIGTERM');
      expect(lotse.written.output).toContain('Lotse is ready');
      if (home.env.DATABASE_URL) expect(lotse.written.errors).toMatch(/turn failed[\s\S]*request failed/);
      // Of canaries that flew nowhere nothing could be learned.
      expect(canaries.in(JSON.stringify([mailServer.named, mailServer.received])).length).toBeGreaterThan(8);
      judge(canaries, names.length + 1, [lotse.written.output, lotse.written.errors, ...answers]);
    } finally {
      await lotse.end('SIGKILL');
      await connector.stop();
      await mailServer.stop();
    }
  }, 240_000);

  /** On a server a table is taken away under the turn; the embedded database is closed under it further below. */
  async function breakTurn({ url, connector, answers }: Scene): Promise<void> {
    if (!home.env.DATABASE_URL) return;
    for (const table of ['Challenge', 'Turn']) {
      await onServer(home.env.DATABASE_URL, `ALTER TABLE "${table}" RENAME TO "Away"`);
      for (const text of ['my status', canaries.word('broken turn'), canaries.address('broken turn')]) {
        const answer = await post(`${url()}/api/messages`, activityOf(text, `${table} ${text.slice(0, 4)}`, connector.url));
        if (answer.status >= 400) answers.push(answer.body);
      }
      await onServer(home.env.DATABASE_URL, `ALTER TABLE "Away" RENAME TO "${table}"`);
    }
  }

  function activityOf(text: string, id: string, serviceUrl: string): string {
    const from = { id: 'broken', name: canaries.word('name in the channel') };
    return JSON.stringify({ type: 'message', id, channelId: 'emulator', serviceUrl, text, from, recipient: { id: 'bot' }, conversation: { id: 'broken' } });
  }

  it('a turn under which the database is closed is logged without a word of it', async () => {
    const world = await createWorld({ CODE_PEPPER: canaries.word('pepper') });
    const answers: string[] = [];
    const person = world.person('broken', { channel: 'emulator' });
    await person.says('my status');
    await person.says(canaries.address('closed'));
    await world.lotse.database.close();
    for (const text of [canaries.word('closed words'), canaries.address('closed'), '123456']) {
      answers.push((await post(`${world.url}/api/messages`, activityOf(text, text.slice(0, 8), world.connector.url))).body);
    }
    await world.stop().catch(() => world.connector.stop());
    expect(world.logged.join('')).toContain('request failed');
    judge(canaries, 1, [...world.logged, ...answers]);
  });

  it('a Lotse that cannot start names the setting and no secret in it', async () => {
    const password = canaries.word('password of a bad setting');
    const rude = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(errorOfServer(`Key (email)=(${password}) is there twice.`))));
    await new Promise<void>((resolve) => { rude.listen(0, '127.0.0.1', resolve); });
    const { port } = rude.address() as net.AddressInfo;
    const database = (rest: string) => ({ DATABASE_URL: `postgresql://lotse:${rest}` });
    const settings: Record<string, string>[] = [
      database(`${password}@127.0.0.1:1/lotse`), database(`${password}@127.0.0.1:${port}/lotse`), database(`%zz${password}@127.0.0.1:1/lotse`), database(password),
      { DATABASE_URL: `mysql://lotse:${password}@127.0.0.1/lotse` }, { DATABASE_URL: password }, database(`${password}@127.0.0.1:1/lotse?sslmode=verify-full&sslrootcert=/none`),
      { ...database('a@127.0.0.1:1/lotse'), MIGRATE_DATABASE_URL: `postgresql://owner:${password}@127.0.0.1:1/lotse` },
      { SMTP_URL: `http://lotse:${password}@127.0.0.1` }, { SMTP_URL: `smtp://lotse:%zz${password}@127.0.0.1`, PORT: 'none' }, { SMTP_URL: `smtp://lotse:${password}`, PORT: 'none' },
      { SMTP_URL: `smtp://lotse:${password}@127.0.0.1`, MAIL_FROM: '', NODE_ENV: 'production' }, { NODE_ENV: 'production', MicrosoftAppPassword: password },
      { MicrosoftAppId: 'app', MicrosoftAppPassword: password, MicrosoftAppType: 'SingleTenant' }, { CODE_PEPPER: password, METRICS_TOKEN: password, CODE_TRIES: '99' },
      { CODE_PEPPER: password, WEBCHAT_ORIGINS: 'nowhere' },
    ];
    const ends: Awaited<ReturnType<typeof runLotse>>[] = [];
    const next = settings.entries();
    const work = async () => { for (const [index, each] of next) ends.push(await runLotse({ ...home, env: { ...home.env, DATA_DIR: `${home.folder}/none-${index}` } }, each)); };
    await Promise.all(Array.from({ length: 4 }, work));
    rude.close();
    expect(ends.map(({ code }) => code)).toEqual(settings.map(() => 1));
    judge(canaries, settings.length, ends.flatMap(({ output, errors }) => [output, errors]));
  }, 240_000);

  it('errors that quote what people wrote lose it on their way into the log', () => {
    const secret = canaries.word('quoted');
    const lines: string[] = [];
    const log = createLog(() => new Date(0), (line) => void lines.push(line));
    const quoting = [
      new SyntaxError(`Unexpected token in "${secret}"`), new Error(`first\n    at ${secret} (dialogs/x.ts:1:1)\n    at ${secret}`),
      Object.assign(new Error('wrapped'), { error: new Error(`at ${secret}`), detail: secret, query: secret, parameters: [secret] }),
      new AggregateError([new Error(secret)], secret, { cause: new Error(secret) }), secret, { message: secret },
    ];
    for (const error of quoting) log.error('turn failed', { error });
    expect(lines).toHaveLength(quoting.length);
    expect(lines[1]).toMatch(/"where":\["at /);
    judge(canaries, 1, lines);
  });
});

/** What a PostgreSQL server says when it refuses, in its own bytes; the detail may quote rows. */
function errorOfServer(detail: string): Buffer {
  const fields = Buffer.from(`SFATAL\0CXX000\0Mrefused\0D${detail}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
