/** The ways that a person's words and an operator's secrets take through Lotse; each sends canaries along one of them. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Canaries } from '../canaries';
import { GREYLIST, UNKNOWN, type FakeMailServer } from '../fakes/mailServer';
import type { FakeConnector } from '../fakes/connector';
import { codeFor, readMails, wrongCode } from '../mailbox';
import { Person, type Seen } from '../person';
import { post, type Home } from '../process';
import { malformed, tokens } from './canaryIntrusions';

export interface Scene {
  readonly canaries: Canaries;
  readonly home: Home;
  readonly url: () => string;
  readonly connector: FakeConnector;
  readonly mailServer: FakeMailServer;
  /** With faults of the world outside, drawn from the seed. */
  readonly isRough: boolean;
  /** What Lotse answered where it refused, and what its commands wrote as errors. */
  readonly answers: string[];
}

export type Flow = (scene: Scene) => Promise<void>;

const DAY = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
const CLI = path.resolve(__dirname, '../../dist/bot/cli/import.js');

class Canary {
  readonly person: Person;
  constructor(private readonly scene: Scene, name: string, channel: 'msteams' | 'webchat' | 'emulator') {
    this.person = new Person(name, scene.url(), scene.connector, { channel });
  }

  async says(...texts: string[]): Promise<Seen[]> {
    let seen: Seen[] = [];
    for (const text of texts) {
      if (this.scene.isRough) stir(this.scene);
      const from = { id: this.person.name, name: this.scene.canaries.word('name in the channel') };
      seen = await this.person.send({ type: 'message', text, from });
    }
    return seen;
  }

  async confirms(address: string): Promise<void> {
    await this.says('my status', address, await this.codeOf(address));
  }

  /** The code that came, a canary from now on. */
  async codeOf(address: string): Promise<string> {
    return this.scene.canaries.keep(`code to ${address}`, await codeFor(this.scene.url(), address));
  }

  press(choice: string): Promise<Seen[]> {
    return this.person.presses(this.person.last.buttons.find((button) => button.choice === choice)!.title);
  }
}

/** Something outside goes wrong, now and then. */
function stir({ canaries, connector, mailServer }: Scene): void {
  if (canaries.draw(4) === 0) connector.mood(([{ kind: 'slow', ms: 40 }, { kind: 'acceptThenFail', status: 502 }, { kind: 'acceptThenDrop' }] as const)[canaries.draw(3)]!);
  const quoting = { kind: 'refuse', at: 'sender', reply: `550 5.7.1 ${canaries.word('reply of the mail server')}` } as const;
  if (canaries.draw(6) === 0) mailServer.mood(([GREYLIST, UNKNOWN, { kind: 'cut', at: 'text' }, { kind: 'acceptThenCut' }, quoting] as const)[canaries.draw(5)]!);
}

async function advance({ url }: Scene, duration: string): Promise<void> {
  await post(`${url()}/local/clock`, JSON.stringify({ advance: duration }));
}

const verification: Flow = async (scene) => {
  const ana = new Canary(scene, 'person-a', 'msteams');
  const first = scene.canaries.address('first');
  await ana.says('my status', `${scene.canaries.word('no address')}@`, first);
  const code = await ana.codeOf(first);
  await ana.says(wrongCode(code), `${code}1`, `my password is ${scene.canaries.word('password')}!9X`, 'send again');
  await advance(scene, 'PT2M');
  await ana.says('send again', 'another address', scene.canaries.address('second'));
  await advance(scene, 'PT2M');
  await ana.says('another address', first, await ana.codeOf(first));
};

/** The mail server says no, later, or nothing, and names in its reply whom it means, as servers do. */
const undelivered: Flow = async (scene) => {
  const { canaries, mailServer } = scene;
  const quoting = { kind: 'refuse', at: 'recipient', reply: `550 5.1.1 <${canaries.address('unknown')}> unknown` } as const;
  for (const [index, mood] of [UNKNOWN, GREYLIST, quoting, { kind: 'cut', at: 'text' } as const].entries()) {
    const person = new Canary(scene, `person-b${index}`, 'webchat');
    mailServer.mood(mood);
    await person.says('my status', canaries.address(index === 2 ? 'unknown' : `mood ${index}`));
    await readMails(scene.url());
  }
  await advance(scene, 'PT5M');
  await mailServer.goDown();
  await new Canary(scene, 'person-b9', 'emulator').says('my status', canaries.address('server down'));
  await advance(scene, 'PT2H');
  await mailServer.comeBack();
};

const record: Flow = async (scene) => {
  const { canaries } = scene;
  const cleo = new Canary(scene, 'person-c', 'msteams');
  await cleo.says('my status', canaries.address('record'));
  await cleo.says(await cleo.codeOf(canaries.address('record')), `${canaries.word('company')} Ltd`, canaries.word('no country'), 'Switzerland');
  await cleo.says(`12${canaries.word('no number')}`, canaries.number('customer number'), canaries.word('no day'), DAY, 'somebody else', canaries.word('signatory'));
  await cleo.press('reminders:yes');
  await cleo.says('correct something', 'Company', canaries.word('other company'), 'correct something', 'Time zone', canaries.word('no zone'));
  await cleo.says('menu', 'webex', canaries.word('nonsense'), canaries.word('more nonsense'));
};

const twoChannels: Flow = async (scene) => {
  const address = scene.canaries.address('two channels');
  const teams = new Canary(scene, 'person-d', 'msteams');
  await teams.says('my status', address);
  await teams.says(await teams.codeOf(address), `${scene.canaries.word('company of two channels')}`, 'menu', '6', 'yes', 'yes', 'next');
  const old = teams.person.last;
  await advance(scene, 'PT2M');
  const web = new Canary(scene, 'person-d2', 'webchat');
  await web.says('my status', address);
  await web.says(await web.codeOf(address), 'yes', 'next');
  await teams.person.presses(old.buttons[0]!.title, old);
};

const ownData: Flow = async (scene) => {
  const person = new Canary(scene, 'person-e', 'webchat');
  const address = scene.canaries.address('own data');
  await person.says('my status', address);
  await person.says(await person.codeOf(address), scene.canaries.word('company of own data'), 'my data');
  const link = /http\S+\/media\/export-\S+/.exec(person.person.last.text)![0];
  scene.canaries.keep('signature of the export', new URL(link).searchParams.get('s')!);
  if (!(await (await fetch(link)).text()).includes(address)) throw new Error('The file does not hold what it is for.');
  for (const wrong of [`${link}${scene.canaries.word('wrong signature')}`, link.replace('export-', `export-${scene.canaries.word('wrong name')}`)]) {
    scene.answers.push(await (await fetch(wrong)).text());
  }
  await person.says('delete my data');
  await person.press('deleteForGood');
  scene.answers.push(await (await fetch(link)).text());
  await advance(scene, 'PT1M');
};

const partnerLists: Flow = async (scene) => {
  const { canaries, home } = scene;
  const header = 'company;customer_number;contact_name;contact_email;expires_on';
  const row = (name: string, day = DAY) => [
    canaries.word(`${name} company`), canaries.number(`${name} number`), canaries.word(`${name} name`), canaries.address(`${name} list`), day,
  ].join(';');
  const lists = [
    [header, row('good')], [header, row('refused', canaries.word('bad day')), `${row('other')};${canaries.word('too many')}`],
    [`${header};${canaries.word('column')}`, row('column')], [header, `"${row('open')}`],
  ];
  const notText = [Buffer.from([0x50, 0x4b, 3, 4, 0, ...Buffer.from(row('zip'))]), Buffer.from(`${header}\n${row('latin')}\xff\xfe`, 'latin1')];
  const files = [...lists.map((lines) => Buffer.from(lines.join('\n'))), ...notText];
  for (const [index, content] of files.entries()) {
    const file = path.join(home.folder, `list-${index}.csv`);
    writeFileSync(file, content);
    scene.answers.push(await errorsOf(file, home));
  }
};

/** What the command wrote as errors; its report may name the value of a cell that it refuses. */
function errorsOf(file: string, home: Home): Promise<string> {
  const child = spawn(process.execPath, [CLI, file], { cwd: home.folder, stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, ...home.env } });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => { errors += part.toString('utf8'); });
  return new Promise((resolve) => child.once('close', () => resolve(errors)));
}

export const FLOWS: Readonly<Record<string, Flow>> = { verification, undelivered, record, twoChannels, ownData, partnerLists, malformed, tokens };
