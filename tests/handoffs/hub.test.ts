/** Another company's engagement hub takes a conversation over, or does not: what it is told, what it says, and what the contact hears, through the Bot Connector. */
import type { Received } from '../fakes/connector';
import { see, type Seen } from '../person';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

let world: World;
let number = 0;
beforeAll(async () => { world = await createWorld({ HANDOFF_HUB_CHANNELS: 'omnichannel, servicenow', SUPPORT_MAIL: 'support@also.example', SUPPORT_LANGUAGE: 'en' }); });
afterAll(() => world.stop());

/** Somebody who writes through a hub, and the hub itself. */
class Contact {
  readonly conversation = `talk-${(number += 1)}`;
  readonly conversationId = `engagementHub|omnichannel|${this.conversation}`;
  private count = 0;
  private read = 0;

  async send(activity: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<number> {
    const id = `${this.conversation}-${(this.count += 1)}`;
    const body = { type: 'message', id, channelId: 'omnichannel', serviceUrl: world.connector.url, locale: 'en-GB', from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: this.conversation }, ...activity, ...more };
    return (await post(`${world.url}/api/messages`, JSON.stringify(body))).status;
  }

  /** What came since it was last read, once all is out. */
  async hears(): Promise<Received[]> {
    await until(async () => (await world.lotse.database.prisma.turn.count({ where: { conversationId: this.conversationId, sentAt: null } })) === 0, 'all replies are out');
    const news = world.connector.receivedIn(this.conversation).slice(this.read);
    this.read += news.length;
    return news;
  }

  async says(text: string, more: Record<string, unknown> = {}): Promise<Seen[]> {
    expect(await this.send({ text }, more)).toBe(200);
    return (await this.hears()).filter(({ type }) => type === 'message').map(see);
  }

  status(state: unknown, more: Record<string, unknown> = {}): Promise<number> {
    return this.send({ type: 'event', name: 'handoff.status', value: { state }, from: { id: 'hub' } }, more);
  }

  /** Asks for a person at the second step of a procedure: what the hub is sent. */
  async asks(question = 'The licences of order 4711 are missing'): Promise<Received> {
    await this.says('hello');
    await this.says('account');
    await this.says('done');
    await this.says('talk to a person');
    expect(await this.send({ text: question })).toBe(200);
    const news = await this.hears();
    expect(news.map(({ type, name }) => name ?? type)).toEqual(['message', 'handoff.initiate']);
    return news[1]!;
  }

  handoff() {
    return world.lotse.database.prisma.handoff.findFirstOrThrow({ where: { conversationId: this.conversationId }, orderBy: { askedAt: 'desc' } });
  }

  async version(): Promise<number> {
    return (await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: this.conversationId } })).version;
  }

  async sayings() {
    return world.lotse.services.sayings.before(this.conversationId, undefined, 100);
  }
}

/** Until the moment at which somebody looks at it again. */
async function passes(contact: Contact): Promise<void> {
  const { lookAt } = await contact.handoff();
  const answer = await fetch(`${world.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now: lookAt!.toISOString() }) });
  expect(answer.status).toBe(200);
}

const ignored = () => world.logged.filter((line) => line.includes('handoff status ignored')).map((line) => (JSON.parse(line) as { why: string }).why);
const luis = async () => {
  const agent = await world.lotse.services.agents.signIn({ tenant: 't', subject: 'luis', name: 'Luis Favre' });
  await world.lotse.services.agents.setRoles(agent, agent.id, ['agent', 'lead']);
  return agent;
};

it('asks the hub with context and transcript, without the secret that was typed, and then is silent until it is given back at the very step', async () => {
  const ana = new Contact();
  await ana.says('hello');
  await ana.says('account');
  const before = (await ana.says('done')).at(-1)!;
  await ana.says('my password is Sommer2026!');
  await ana.says('talk to a person');
  expect(await ana.send({ text: 'The licences of order 4711 are missing' })).toBe(200);
  const [asked, initiate] = await ana.hears();
  expect(asked!.text).toContain('The answer will appear right here.');
  expect(see(asked!).buttons).toEqual([]);
  expect(asked!.channelData).toMatchObject({ deliveryMode: 'bridged' });
  const handoff = await ana.handoff();
  expect(handoff).toMatchObject({ state: 'waiting', via: 'hub', agentId: null });
  expect(initiate).toMatchObject({
    type: 'event', name: 'handoff.initiate', channelId: 'omnichannel', conversation: { id: ana.conversation }, relatesTo: { channelId: 'omnichannel', conversation: { id: ana.conversation }, user: { id: 'ana' }, bot: { id: 'bot' } },
    value: { handoffId: handoff.id, topic: 'account', step: expect.any(String), language: 'en', question: 'The licences of order 4711 are missing' },
  });
  const [transcript] = initiate!.attachments!;
  expect(transcript).toMatchObject({ contentType: 'application/json', name: 'Transcript' });
  const activities = transcript!.content.activities as { text: string; type: string; from: { role: string } }[];
  expect(activities[0]).toMatchObject({ type: 'message', text: 'hello', from: { role: 'user' } });
  expect(activities.map(({ text }) => text)).toEqual(expect.arrayContaining(['account', 'The licences of order 4711 are missing']));
  expect(activities.at(-1)).toMatchObject({ from: { role: 'bot' }, text: expect.stringContaining('asked for somebody') });
  expect(JSON.stringify(initiate)).not.toContain('Sommer2026');

  expect(await ana.says('are you there?')).toEqual([]);
  expect(await ana.status('accepted')).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'joined', via: 'hub', agentId: null });
  expect(await ana.says('menu')).toEqual([]);
  expect(await ana.says('I am from the hub', { from: { id: 'agent-of-the-hub' } })).toEqual([]);
  expect((await ana.sayings()).slice(-2).map(({ by, text }) => ({ by, text }))).toEqual([{ by: 'contact', text: 'menu' }, { by: 'agent', text: 'I am from the hub' }]);

  expect(await ana.status('completed')).toBe(200);
  const back = (await ana.hears()).map(see);
  expect(back[0]!.text).toMatch(/^Support has ended the conversation; I am back with you\..*How was the conversation/s);
  expect(back.at(-1)!.text).toContain('We go on here:');
  expect(back.at(-1)!.text).toContain(before.text);
  expect(world.connector.receivedIn(ana.conversation).at(-1)!.recipient).toEqual({ id: 'ana' });
  expect(await ana.handoff()).toMatchObject({ state: 'closed', closedBy: 'agent', via: 'hub' });
  expect((await world.lotse.services.audit.read({ subject: handoff.id }, 10)).rows.map(({ agentName, act, after }) => ({ agentName, act, after })).reverse()).toEqual([{ agentName: 'Lotse', act: 'handoff.accept', after: { via: 'hub' } }, { agentName: 'Lotse', act: 'handoff.close', after: { via: 'hub' } }]);
  await ana.says('5 – very good');
  expect(await ana.handoff()).toMatchObject({ rating: 5 });
});

it('a status that is repeated, late or out of order changes nothing, and nobody hears of it', async () => {
  const ana = new Contact();
  await ana.asks();
  await Promise.all([1, 2, 3].map(() => ana.status('accepted')));
  await Promise.all([1, 2, 3].map(() => ana.status('completed')));
  const events = (await ana.sayings()).flatMap(({ about }) => about?.event ?? []);
  expect(events).toEqual(['asked', 'joined', 'closed']);
  const heard = (await ana.hears()).map(see).filter(({ text }) => text.includes('Support has ended'));
  expect(heard).toHaveLength(1);
  for (const state of ['accepted', 'failed', 'completed']) expect(await ana.status(state)).toBe(200);
  expect(await ana.hears()).toEqual([]);
  expect(await ana.handoff()).toMatchObject({ state: 'closed' });
});

it('what a hub said of an earlier handoff, and says again or late, does not touch the next one', async () => {
  const ana = new Contact();
  await ana.asks();
  const end = { id: `${ana.conversation}-end` };
  expect(await ana.status('completed', end)).toBe(200);
  await ana.says('skip');
  await ana.says('talk to a person');
  await ana.send({ text: 'One more thing' });
  const told = JSON.stringify((await ana.hears()).at(-1));
  expect([told.includes('handoff.initiate'), told.includes('One more thing'), told.includes('order 4711')]).toEqual([true, true, false]);
  const { id } = await ana.handoff();
  expect(await ana.status('completed', end)).toBe(200);
  expect(await ana.status('completed', { timestamp: '2026-01-01T00:00:00Z' })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ id, state: 'waiting', via: 'hub' });
  expect(ignored().slice(-2)).toEqual(['already', 'early']);
  // One that names it is for it, whatever its clock says.
  expect(await ana.status('accepted', { timestamp: '2026-01-01T00:00:00Z', value: { state: 'accepted', handoffId: id } })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ id, state: 'joined', via: 'hub' });
});

/** Seconds before the handoff was asked for, by a clock that shows whole seconds. */
const stamp = (askedAt: Date, seconds: number) => new Date(Math.floor(askedAt.getTime() / 1000 - seconds) * 1000).toISOString().replace('.000Z', 'Z');

it.each<[string, number, boolean]>([['a second, by whole seconds', 0, false], ['minutes, where there was none before', 300, false], ['seconds, where there was one an hour before', 5, true]])('somebody of a hub whose clock is slow by %s has it', async (_, seconds, hasFormer) => {
  const ana = new Contact();
  await ana.asks();
  if (hasFormer) {
    expect(await ana.status('completed')).toBe(200);
    await ana.says('skip');
    await world.advance('PT1H');
    await ana.says('talk to a person');
    await ana.send({ text: 'One more thing' });
    await ana.hears();
  }
  const { askedAt, id } = await ana.handoff();
  expect(await ana.status('accepted', { timestamp: stamp(askedAt, seconds) })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ id, state: 'joined', via: 'hub' });
});

it('whoever speaks at the hub has it, also where no status said so: nobody else is called, and Lotse does not speak into it', async () => {
  const ana = new Contact();
  await ana.asks();
  expect(await ana.send({ type: 'conversationUpdate', membersAdded: [{ id: 'agent-of-the-hub' }], from: { id: 'agent-of-the-hub' } })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: 'hub' });
  const { lookAt } = await ana.handoff();
  expect(await ana.says('Good morning, I look into it', { from: { id: 'agent-of-the-hub' } })).toEqual([]);
  expect(await ana.handoff()).toMatchObject({ state: 'joined', via: 'hub', agentId: null, joinedAt: expect.any(Date) });
  expect((await ana.handoff()).lookAt!.getTime()).toBeGreaterThan(lookAt!.getTime());
  expect((await ana.sayings()).slice(-2)).toMatchObject([{ by: 'agent', text: 'Good morning, I look into it' }, { by: 'event', about: { event: 'joined', reason: 'hub' } }]);
  expect((await world.lotse.services.audit.read({ subject: (await ana.handoff()).id }, 10)).rows).toMatchObject([{ act: 'handoff.accept', after: { via: 'hub' } }]);
  expect(await ana.says('thank you')).toEqual([]);
  expect(await ana.status('accepted')).toBe(200);
  expect(await ana.status('completed')).toBe(200);
  expect((await ana.hears()).map(see)[0]!.text).toContain('Support has ended the conversation');
});

it('an end without a beginning is an end', async () => {
  const ana = new Contact();
  await ana.asks();
  expect(await ana.status('completed')).toBe(200);
  expect((await ana.hears()).map(see)[0]!.text).toContain('Support has ended the conversation');
  expect(await ana.handoff()).toMatchObject({ state: 'closed', closedBy: 'agent', joinedAt: expect.any(Date) });
});

it('what fails waits for our own people, who are called, and the contact hears nothing of it; whoever takes it has it', async () => {
  const ana = new Contact();
  await ana.asks();
  const agent = await luis();
  expect((await world.lotse.services.handoffs.waiting(50)).map(({ conversationId }) => conversationId)).not.toContain(ana.conversationId);
  const { id } = await ana.handoff();
  expect(await world.lotse.acts.accept(agent, id, { id: 'press-1' })).toEqual({ kind: 'refused', why: 'atHub' });
  expect(await world.lotse.acts.transfer(agent, id, { id: 'press-2', to: agent.id, ofOthers: true })).toEqual({ kind: 'refused', why: 'atHub' });
  expect(await ana.status('failed')).toBe(200);
  expect(await ana.hears()).toEqual([]);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null, stage: 0 });
  expect((await world.lotse.services.handoffs.waiting(50)).map(({ conversationId }) => conversationId)).toContain(ana.conversationId);
  expect((await ana.says('where am I')).length).toBeGreaterThan(0);
  expect(await ana.status('accepted')).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null });
  expect(await world.lotse.acts.accept(agent, id, { id: 'press-3' })).toMatchObject({ kind: 'done' });
  expect((await ana.hears()).map(see).at(-1)!.text).toContain('Luis');
  expect(await ana.status('accepted')).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'joined', via: 'console', agentId: agent.id });
  expect(ignored().slice(-2)).toEqual(['givenUp', 'taken']);
  await world.lotse.acts.close(agent, id, { id: 'press-4', reason: 'solved' });
});

it('one that fails after somebody had come is told, since the contact was with them', async () => {
  const ana = new Contact();
  await ana.asks();
  await ana.status('accepted');
  expect(await ana.status('failed')).toBe(200);
  expect((await ana.hears()).map(see).map(({ text }) => text)).toEqual([expect.stringContaining('Somebody else from support will take this over')]);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null });
});

it('what nobody at the hub takes in time waits for our own people; who comes there all the same has it', async () => {
  const ana = new Contact();
  await ana.asks();
  const before = await ana.version();
  await passes(ana);
  expect(await ana.hears()).toEqual([]);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null });
  expect((await ana.sayings()).at(-1)).toMatchObject({ by: 'event', about: { event: 'released', reason: 'hubLate' } });
  // As a turn of the conversation: whoever is just answering there sees it.
  expect(await ana.version()).toBe(before + 1);
  expect((await world.lotse.services.audit.read({ subject: (await ana.handoff()).id }, 10)).rows).toMatchObject([{ agentName: 'Lotse', act: 'handoff.transfer', after: { via: 'hub' } }]);
  expect(await ana.status('accepted')).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'joined', via: 'hub' });
  expect(await ana.says('hello?')).toEqual([]);
});

it('the contact stays the contact, whoever else writes after it was taken back, or is over; nobody knows whose words those are', async () => {
  const ana = new Contact();
  await ana.asks();
  await passes(ana);
  const said = (await ana.handoff()).contactSaidAt;
  const conversation = () => world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: ana.conversationId } });
  const { address, heardAt } = await conversation();
  expect(await ana.says('I am late', { from: { id: 'agent-of-the-hub' }, attachments: [{ contentType: 'image/png', contentUrl: `${world.connector.url}/x.png`, name: 'x.png' }] })).toEqual([]);
  expect(await conversation()).toMatchObject({ address, heardAt });
  expect(await ana.handoff()).toMatchObject({ contactSaidAt: said });
  expect((await ana.sayings()).at(-1)).toMatchObject({ by: 'event', text: 'I am late', about: { event: 'overheard' } });
  expect(await world.lotse.database.prisma.file.count({ where: { conversationId: ana.conversationId } })).toBe(0);
  expect((await ana.says('hello')).length).toBeGreaterThan(0);
  await ana.status('completed');
  await ana.hears();
  expect(await ana.says('Goodbye', { from: { id: 'agent-of-the-hub' } })).toEqual([]);
  expect((await ana.sayings()).at(-1)).toMatchObject({ by: 'event', text: 'Goodbye', about: { event: 'overheard' } });
  expect((await ana.says('hello')).length).toBeGreaterThan(0);
  expect(await conversation()).toMatchObject({ address });
});

it('a hub that never says the end does not keep anybody for ever', async () => {
  const ana = new Contact();
  await ana.asks();
  await ana.status('accepted');
  await passes(ana);
  expect((await ana.hears()).map(see)[0]!.text).toContain('Nothing has been written here for a long time');
  expect(await ana.handoff()).toMatchObject({ state: 'closed', closedBy: 'silence' });
});

const initiated = (ana: Contact) => world.connector.receivedIn(ana.conversation).filter(({ name }) => name === 'handoff.initiate');

it('what was committed and has not left leaves later, once; an activity that comes again asks the hub no second time', async () => {
  const ana = new Contact();
  await ana.says('talk to a person');
  world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 60 });
  const question = { text: 'It is about order 4711', id: `${ana.conversation}-question` };
  expect(await ana.send(question)).toBe(200);
  expect(initiated(ana)).toEqual([]);
  await world.advance('PT2M');
  await ana.hears();
  for (let count = 0; count < 3; count += 1) expect(await ana.send(question)).toBe(200);
  await world.advance('PT20M');
  await ana.hears();
  expect(initiated(ana)).toHaveLength(1);
});

it.each<[string, boolean]>([['while Lotse ran', false], ['while Lotse was down', true]])('what could not leave in time, %s, never asks the hub, and the contact hears the rest', async (_, isAsleep) => {
  // It is within office hours then.
  const ben = new Contact();
  await ben.asks();
  await passes(ben);
  const ana = new Contact();
  await ana.says('talk to a person');
  world.connector.mood({ kind: 'slow', ms: 0 }, { kind: 'refuse', status: 429, retryAfterSeconds: 1200 });
  expect(await ana.send({ text: 'It is about order 4711' })).toBe(200);
  await until(() => world.logged.some((line) => line.includes('reply waits') && line.includes(ana.conversationId)), 'the question waits');
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: 'hub' });
  const now = new Date(((await ana.handoff()).lookAt!).getTime() + 1000).toISOString();
  const answer = await fetch(`${world.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now, asleep: isAsleep }) });
  expect(answer.status).toBe(200);
  await world.advance('PT30M');
  await ana.hears();
  expect(initiated(ana)).toEqual([]);
  expect(world.connector.receivedIn(ana.conversation).at(-1)!.text).toContain('The answer will appear right here.');
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null });
  expect(await world.lotse.database.prisma.turn.count({ where: { conversationId: ana.conversationId, sentAt: null } })).toBe(0);
});

it.each<[string, Parameters<World['connector']['mood']>]>([
  ['the event', [{ kind: 'slow', ms: 0 }, { kind: 'refuse', status: 400, code: 'BadSyntax' }]],
  ['the words before it', [{ kind: 'refuse', status: 400, code: 'BadSyntax' }]],
])('a hub that certainly was not asked, since %s was refused, is not waited for', async (_, moods) => {
  const ana = new Contact();
  await ana.says('talk to a person');
  world.connector.mood(...moods);
  expect(await ana.send({ text: 'It is about order 4711' })).toBe(200);
  await ana.hears();
  expect(initiated(ana)).toEqual([]);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: null });
});

it('one of which nobody knows whether it arrived is not said twice: it comes back to our own people', async () => {
  const ana = new Contact();
  await ana.says('talk to a person');
  world.connector.mood({ kind: 'slow', ms: 0 }, { kind: 'acceptThenFail', status: 502 });
  expect(await ana.send({ text: 'It is about order 4711' })).toBe(200);
  await ana.hears();
  expect(world.connector.receivedIn(ana.conversation).filter(({ name }) => name === 'handoff.initiate')).toHaveLength(1);
  await passes(ana);
  expect(await ana.handoff()).toMatchObject({ via: null });
});

it('one gateway error costs the contact no word: what Lotse says is tried again, and the hub is asked once', async () => {
  const ana = new Contact();
  await ana.says('talk to a person');
  world.connector.mood({ kind: 'refuse', status: 502 });
  expect(await ana.send({ text: 'It is about order 4711' })).toBe(200);
  expect((await ana.hears()).map(({ type, name, text }) => name ?? `${type} ${text}`)).toEqual([expect.stringContaining('The answer will appear right here.'), 'handoff.initiate']);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: 'hub' });
});

it.each<[string, Record<string, unknown>, string]>([
  ['of a conversation without a handoff', {}, 'noHandoff'],
  ['that no hub can send', { value: { state: 'Accepted' } }, 'malformed'],
  ['without anything', { value: undefined }, 'malformed'],
  ['of nothing but a word', { value: 'accepted' }, 'malformed'],
  ['of another channel', { channelId: 'msteams' }, 'noHub'],
  ['of local testing', { channelId: 'whatever' }, 'noHub'],
])('a status %s is ignored, and counted', async (_, changes, why) => {
  const ana = new Contact();
  await ana.says('hello');
  const before = ignored().length;
  expect(await ana.status('accepted', changes)).toBe(200);
  expect(ignored().slice(before)).toEqual([why]);
  expect(await ana.hears()).toEqual([]);
  expect(await (await fetch(`${world.url}/metrics`)).text()).toMatch(/lotse_hub_statuses_total\{status="ignored"\} [1-9]/);
});

it('a status that names another handoff is not for this one', async () => {
  const ana = new Contact();
  await ana.asks();
  expect(await ana.send({ type: 'event', name: 'handoff.status', value: { state: 'completed', handoffId: 'an earlier one' }, from: { id: 'hub' } })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: 'hub' });
});

it('two hubs may call their conversations alike, and nobody is a person of support there, whatever is claimed', async () => {
  const ana = new Contact();
  await ana.asks();
  expect(await ana.status('completed', { channelId: 'servicenow' })).toBe(200);
  expect(await ana.handoff()).toMatchObject({ state: 'waiting', via: 'hub' });
  const agent = await luis();
  const ben = new Contact();
  const claimed = { from: { id: 'ben', aadObjectId: 'luis' }, conversation: { id: ben.conversation, tenantId: 't' }, channelData: { tenant: { id: 't' } } };
  expect((await ben.says('@Lotse support here', claimed)).length).toBeGreaterThan(0);
  expect(await world.lotse.services.agents.find(agent.id)).toMatchObject({ conversationId: null });
  expect(await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: ben.conversationId } })).toMatchObject({ tenant: null });
});

it('a long conversation is told from its end, as far as it fits', async () => {
  const ana = new Contact();
  await ana.says('hello');
  for (let count = 0; count < 30; count += 1) await ana.says(`${count} ${'long words '.repeat(300)}`);
  const initiate = await ana.asks();
  const content = initiate.attachments![0]!.content as { activities: { text: string }[] };
  expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(70_000);
  expect(content.activities.length).toBeLessThanOrEqual(100);
  expect(content.activities.at(-2)!.text).toBe('The licences of order 4711 are missing');
}, 60_000);
