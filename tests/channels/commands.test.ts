/** Commands beside a running Lotse and alone: the real processes, on the database that is set. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createHome, post, startLotse, until, type Home, type LotseProcess } from '../process';

const CLI = path.resolve(__dirname, '../../dist/bot/cli');
const SAMPLE = path.resolve(__dirname, '../../docs/sample-partners.csv');
const CREATED = '10 rows read.\nPartners: 7 created, 0 changed, 0 left as they are.\nContacts: 9 created, 0 changed, 0 left as they are.\nAgreements: 6 created, 0 changed, 0 left as they are.\nApplied.\n';
const LEFT = CREATED.replace(/(\d+) created, 0 changed, 0 left/g, '0 created, 0 changed, $1 left');
const YEARS = ['--from', '2026-11-01', '--to', '2099-12-31'];
const isEmbedded = !process.env.TEST_DATABASE_URL;

let home: Home;
const settle = async () => { home = await createHome(); };
const leave = () => home.remove();

function command(name: 'import' | 'export' | 'notices' | 'reachability', ...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [path.join(CLI, `${name}.js`), ...args], { cwd: home.folder, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...home.env } });
  const written = { output: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => { written.output += part.toString('utf8'); });
  child.stderr.on('data', (part: Buffer) => { written.errors += part.toString('utf8'); });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written })));
}

describe('alone', () => {
  beforeEach(settle);
  afterEach(leave);
  it('a list comes in, changes nothing the second time, and goes out in a file and to standard output', async () => {
    expect(await command('import', SAMPLE, '--dry-run')).toMatchObject({ code: 0, output: expect.stringContaining('7 to create') });
    expect(await command('import', SAMPLE)).toEqual({ code: 0, output: CREATED, errors: '' });
    const { code, output, errors } = await command('export');
    expect([code, errors, output.split('\r\n').length]).toEqual([0, '', 12]);
    const file = path.join(home.folder, 'out.csv');
    expect(await command('export', file)).toEqual({ code: 0, output: '', errors: '' });
    expect(readFileSync(file, 'utf8')).toBe(`\ufeff${output}`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await command('import', file)).toEqual({ code: 0, output: LEFT, errors: '' });
  });
  it('two at once both end well', async () => {
    const ends = await Promise.all([command('import', SAMPLE), command('import', SAMPLE)]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(new Set(ends.map(({ output }) => output))).toEqual(new Set([CREATED, LEFT]));
  });
  it('what will be said and who cannot be reached is told from the list that came in', async () => {
    await command('import', SAMPLE);
    const { code, output, errors } = await command('notices', ...YEARS, '--partner', '100 234');
    expect([code, errors, output.includes('Alpenblick Informatik AG (100234)'), output.includes('(100377)')]).toEqual([0, '', true, false]);
    expect(output).toMatch(/^What will be said from 2026-11-01 to 2099-12-31, if nobody answers/);
    expect(await command('reachability')).toMatchObject({ code: 0, errors: '', output: expect.stringMatching(/^\d+ partners? with an agreement that is not over: \d+ can be reached, \d+ cannot\./m) });
    expect(await command('notices', '--resume')).toEqual({ code: 0, output: 'Nothing is paused: there is nothing to confirm.\n', errors: '' });
  });
  it.each([
    [[], '--from is missing'], [['--from', '2027-02-30', '--to', '2027-03-01'], '"2027-02-30" is not a day'], [['--from', '2027-03-02', '--to', '2027-03-01'], 'is before'],
    [[...YEARS, '--partner', 'Alpha'], 'no customer number'], [[...YEARS, '--resume'], 'stands alone'], [['--fro', '2027-01-01'], '--fro'],
  ])('notices %j ends with 2: %s', async (args, reason) => {
    expect(await command('notices', ...args)).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(reason) });
  });
  it('reachability takes nothing', async () => {
    expect(await command('reachability', '--all')).toMatchObject({ code: 2, output: '', errors: expect.stringContaining('Use: npm run reachability') });
  });
  it.each([[[], 'Use: npm run import'], [['none.csv'], 'There is no file none.csv'], [['.'], 'not a file'], [[SAMPLE, '--dryrun'], '--dryrun'], [[SAMPLE, SAMPLE], 'Use:']])('%j ends with 2: %s', async (args, reason) => {
    expect(await command('import', ...args)).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(reason) });
  });
});

describe('beside a running Lotse', () => {
  let lotse: LotseProcess;
  beforeAll(async () => {
    await settle();
    lotse = await startLotse(home);
  });
  afterAll(async () => {
    await lotse.end('SIGKILL');
    await leave();
  });
  const door = () => (JSON.parse(readFileSync(path.join(home.env.DATA_DIR!, 'lotse.lock'), 'utf8')) as { door: { port: number; token: string } }).door;

  it('lists come in and go out as without it, also two at once', async () => {
    const ends = await Promise.all([command('import', SAMPLE), command('import', SAMPLE)]);
    expect(new Set(ends.map(({ output }) => output))).toEqual(new Set([CREATED, LEFT]));
    expect((await command('export')).output.split('\r\n')).toHaveLength(12);
    const broken = path.join(home.folder, 'broken.csv');
    writeFileSync(broken, readFileSync(SAMPLE, 'utf8').replace('31.12.2026', '31.02.2026'));
    expect(await command('import', broken)).toMatchObject({ code: 1, output: expect.stringContaining('line 2, expires_on "31.02.2026": not a day') });
    expect(await command('import', broken, '--skip-refused')).toMatchObject({ code: 1, output: expect.stringContaining('Applied, without') });
    writeFileSync(broken, Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(5_000_000, 7)]));
    expect(await command('import', broken)).toMatchObject({ code: 2, output: expect.stringContaining('XLSX') });
  });

  it('says the same of notices and of who can be reached as without it, line by line, and confirms a restored database', async () => {
    const dryRun = await command('notices', ...YEARS);
    expect([dryRun.code, dryRun.errors, dryRun.output.includes('exit 0')]).toEqual([0, '', false]);
    expect(dryRun.output).toMatch(/^What will be said from 2026-11-01 to 2099-12-31[^]*\d+ partners? looked at\. What one person is told on one day leaves as one message\.\n$/);
    expect(dryRun.output).toContain('Alpenblick Informatik AG (100234)');
    expect(await command('notices', ...YEARS, '--partner', '99999999')).toEqual({ code: 2, output: 'There is no partner with the number 99999999.\n', errors: '' });
    expect(await command('reachability')).toMatchObject({ code: 0, errors: '', output: expect.stringMatching(/cannot be reached any more\.\n$/) });
    expect(await command('notices', '--resume')).toEqual({ code: 0, output: 'Nothing is paused: there is nothing to confirm.\n', errors: '' });
  });

  if (isEmbedded) {
    it('the door stands in the lock, for the eyes of its owner only', () => {
      expect(door()).toEqual({ port: Number(new URL(lotse.url).port), token: expect.stringMatching(/^[\w-]{43}$/) });
      expect(statSync(path.join(home.env.DATA_DIR!, 'lotse.lock')).mode & 0o777).toBe(0o600);
    });
    it('a command that is killed in the middle of its list leaves nothing, and Lotse goes on', async () => {
      const { port, token } = door();
      const request = http.request({ host: '127.0.0.1', port, method: 'POST', path: '/commands/import', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' } });
      request.on('error', () => {});
      request.write('company;customer_number;contact_email\nHalf AG;9999;half@x.example\n');
      await new Promise((resolve) => setTimeout(resolve, 300));
      request.destroy();
      await until(() => lotse.written.errors.includes('command failed'), 'the import is given up');
      const { code, output } = await command('export');
      expect([code, output]).toEqual([0, expect.not.stringContaining('Half AG')]);
    });
    it('with the right word, but as a web page or under another name of the host, it is refused', async () => {
      const word = { authorization: `Bearer ${door().token}`, 'content-type': 'text/csv' };
      for (const headers of [{ origin: lotse.url }, { host: 'evil.example' }]) expect(await post(`${lotse.url}/commands/import`, '', { ...word, ...headers })).toMatchObject({ status: 403 });
    });
  }

  it.each([undefined, 'Bearer wrong', 'Bearer ', `Bearer ${'x'.repeat(43)}`, 'Basic eDp5'])('the word %s is refused', async (authorization) => {
    for (const route of ['import', 'export', 'notices', 'resume', 'reachability']) {
      const answer = await new Promise<number | undefined>((resolve, reject) => {
        http.request(`${lotse.url}/commands/${route}`, { method: route === 'import' || route === 'resume' ? 'POST' : 'GET', headers: { ...(authorization && { authorization }), 'content-type': 'text/csv' } }, (response) => { response.resume(); resolve(response.statusCode); }).on('error', reject).end();
      });
      expect(answer).toBe(403);
    }
  });
});
