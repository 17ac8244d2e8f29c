/** Agents who talk with contacts from a chat of their own in Teams: who speaks to whom, in order and once, whatever the connector does. */
import { createHandoffStage, type HandoffStage } from '../agentsStage';
import type { Seen } from '../person';
import { until } from '../process';

let stage: HandoffStage;
beforeAll(async () => { stage = await createHandoffStage(); });
afterAll(() => stage?.stop());

type Agent = Awaited<ReturnType<HandoffStage['agent']>>;
const textOf = (activity: { text?: string }) => (activity.text ?? '').replace(/<br>/g, '\n').replace(/<[^>]*>/g, '');
const plain = ({ activity, text }: Seen) => (activity.text === undefined ? text : textOf(activity));
const press = (handoffId: string, choice: string) => ({ text: undefined, value: { lotse: { card: `handoff:${handoffId}`, choice } } });
/** But for what an agent is told once about the chat. */
const seenBy = (agent: Agent) => stage.saidIn(agent.chat).filter(({ text }) => !text.includes('Here /next gives you'));
const heardBy = (agent: Agent) => seenBy(agent).map(plain);
let number = 0;

/** A contact on Teams who has asked for a person. */
async function contact(question = 'Where are the licences?') {
  const person = { oid: `oid-contact-${(number += 1)}`, name: 'Ana' };
  const chat = `a:${person.oid}`;
  await stage.send(person, chat, { text: 'hello' });
  const handoffId = await stage.asks(`msteams|${chat}`, question);
  const says = async (text: string, more: object = {}) => {
    await stage.turns.tell(`msteams|${chat}`, `said|${(number += 1)}`, { sayings: [{ by: 'contact', text, handoffId, ...more }] });
    await Promise.all([stage.support.changed(handoffId), stage.elsewhere.changed(handoffId)]);
  };
  return { ...person, chat, handoffId, says, heard: () => stage.saidIn(chat).map(plain) };
}

async function joined() {
  const [anna, ana] = [await stage.agent('Anna Meier'), await contact()];
  await stage.send(anna, anna.chat, press(ana.handoffId, 'accept'));
  await stage.support.changed(ana.handoffId);
  await stage.settled();
  return { anna, ana };
}

describe('an agent in Teams', () => {
  it('takes somebody by a button, sees who it is, and speaks to them under the first name', async () => {
    const { anna, ana } = await joined();
    const [head] = seenBy(anna);
    expect(head!.text).toContain('Where are the licences?');
    expect(head!.buttons.map(({ title }) => title)).toEqual(expect.arrayContaining(['Open in the console', 'End the conversation', 'Back to the queue']));
    // As the page itself names the place of a conversation (bot/pages/console/places.ts).
    expect(head!.buttons.find(({ title }) => title === 'Open in the console')?.url).toMatch(new RegExp(`/console#/queue/${ana.handoffId}$`));
    expect(JSON.stringify(head!.card)).not.toContain('lotse.refresh');
    await stage.send(anna, anna.chat, { text: 'Hello Ana, **one** moment.' });
    await stage.settled();
    expect(ana.heard()).toEqual(['Anna\nHello Ana, **one** moment.']);
    expect(heardBy(anna)).toHaveLength(1);
  });

  it('hears what the contact says, in order and once, however often and from wherever it is carried', async () => {
    const { anna, ana } = await joined();
    const told = heardBy(anna).length;
    await Promise.all(Array.from({ length: 12 }, async (_, index) => ana.says(`word ${index}`)));
    await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 ? stage.support : stage.elsewhere).changed(ana.handoffId)));
    for (const job of stage.support.jobs) await job.run();
    const words = () => heardBy(anna).slice(told).flatMap((text) => text.match(/word \d+/g) ?? []);
    await until(async () => words().length >= 12, 'all words came', 20_000);
    await stage.settled();
    const heard = words();
    const kept = await stage.world.lotse.services.sayings.before(`msteams|${ana.chat}`, undefined, 100);
    expect(heard).toEqual(kept.filter(({ by, handoffId }) => by === 'contact' && handoffId === ana.handoffId).map(({ text }) => text));
    expect(heard).toHaveLength(12);
  });

  it('a repeated activity of the agent is one message, also where the first had not been answered', async () => {
    const { anna, ana } = await joined();
    for (let count = 0; count < 3; count += 1) await stage.send(anna, anna.chat, { id: 'repeated-1', text: 'only once' });
    await stage.settled();
    expect(ana.heard()).toEqual(['Anna\nonly once']);
  });

  it.each(['! she sounds unsure', '/note she sounds unsure'])('"%s" is a note: the contact never sees it', async (text) => {
    const { anna, ana } = await joined();
    await stage.send(anna, anna.chat, { text });
    await stage.settled();
    expect(ana.heard()).toEqual([]);
    expect(heardBy(anna).at(-1)).toContain('Saved as a note');
    const notes = (await stage.world.lotse.services.sayings.before(`msteams|${ana.chat}`, undefined, 100)).filter(({ by }) => by === 'note');
    expect(notes.map((note) => note.text)).toEqual(['she sounds unsure']);
  });

  it('hears of edits and removals of the contact, and that own ones do not travel', async () => {
    const { anna, ana } = await joined();
    await ana.says('order 17');
    await ana.says('order 18', { by: 'event', about: { event: 'edited', of: '1' } });
    await ana.says('', { by: 'event', about: { event: 'removed', of: '1' } });
    await stage.send(anna, anna.chat, { type: 'messageUpdate', id: 'mine', text: 'other' });
    await stage.settled();
    const heard = heardBy(anna).join('\n');
    expect(heard).toContain('changed a message. It says now: order 18');
    expect(heard).toContain('deleted a message.');
    expect(heard).toContain('Your change has not reached the contact.');
    expect(ana.heard()).toEqual([]);
  });

  it('ends it with a reason, hears the contact\'s last word and that it is over, and then speaks with Lotse again', async () => {
    const { anna, ana } = await joined();
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close'));
    await stage.settled();
    expect(stage.saidIn(anna.chat).at(-1)!.buttons.map(({ title }) => title)).toContain('Solved');
    await ana.says('thank you!');
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close.solved'));
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    const heard = heardBy(anna);
    expect(heard.findIndex((text) => text.includes('thank you!'))).toBeLessThan(heard.findIndex((text) => text.includes('This conversation is over.')));
    expect(await stage.world.lotse.services.handoffs.find(ana.handoffId)).toMatchObject({ state: 'closed', closedBy: 'agent' });
    await stage.send(anna, anna.chat, { text: 'is anybody there?' });
    await stage.settled();
    expect(ana.heard()).toEqual([]);
  });

  it('has one at a time there, and of two who take the same one is told who has it', async () => {
    const { anna, ana } = await joined();
    const [ben, other] = [await stage.agent('Ben Frei'), await contact()];
    await stage.send(anna, anna.chat, press(other.handoffId, 'accept'));
    await stage.send(ben, ben.chat, press(ana.handoffId, 'accept'));
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('You have a conversation here already.');
    expect(heardBy(ben)).toEqual([expect.stringContaining('Anna Meier has this conversation.')]);
    expect(await stage.world.lotse.services.handoffs.find(other.handoffId)).toMatchObject({ state: 'waiting' });
  });

  it('gives it back, is told, and hears nothing more of it; whoever takes it next gets all of it', async () => {
    const { anna, ana } = await joined();
    await ana.says('first');
    await stage.send(anna, anna.chat, press(ana.handoffId, 'back'));
    await stage.support.changed(ana.handoffId);
    await ana.says('second');
    const ben = await stage.agent('Ben Frei');
    await stage.send(ben, ben.chat, press(ana.handoffId, 'accept'));
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('no longer with you');
    expect(heardBy(anna).join()).not.toContain('second');
    expect(heardBy(ben).join('\n')).toMatch(/first[^]*second/);
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close.solved'));
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('Ben Frei has this conversation.');
  });

  it('an agent who had it, gave it back and takes it again hears what was said meanwhile', async () => {
    const { anna, ana } = await joined();
    await stage.send(anna, anna.chat, press(ana.handoffId, 'back'));
    await stage.support.changed(ana.handoffId);
    await ana.says('meanwhile');
    await stage.send(anna, anna.chat, press(ana.handoffId, 'accept'));
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('meanwhile');
    await ana.says('now');
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('now');
  });

  it('nobody else is an agent: neither words nor such buttons of others do anything', async () => {
    const ana = await contact();
    const eve = { oid: 'oid-eve', name: 'Eve' };
    await stage.send(eve, 'a:eve', press(ana.handoffId, 'accept'));
    await stage.send({ ...eve, oid: '' }, 'a:eve', press(ana.handoffId, 'close.solved'));
    await stage.send(eve, '19:team@thread.tacv2', { text: 'support here' });
    await stage.settled();
    expect(await stage.world.lotse.services.handoffs.find(ana.handoffId)).toMatchObject({ state: 'waiting' });
    expect(await stage.world.lotse.services.memory.find('handoffs.calledIn')).toBeUndefined();
  });
});

it('the channel in which support is called stands in the trail with who chose it, and where it was before', async () => {
  const anna = await stage.agent('Anna Place');
  const { audit, callPlaces } = stage.world.lotse.services;
  for (const channel of ['19:one@thread.tacv2', '19:two@thread.tacv2']) await stage.send(anna, channel, { text: 'support here' });
  await stage.settled();
  expect(await callPlaces.find()).toMatchObject({ channel: 'msteams', conversation: '19:two@thread.tacv2' });
  const { rows } = await audit.read({ subject: 'callPlace' }, 2);
  expect(rows.map(({ agentId, act, before, after }) => [agentId, act, before, after])).toEqual([
    [anna.id, 'chooseCallPlace', { channel: 'msteams', conversation: '19:one@thread.tacv2' }, { channel: 'msteams', conversation: '19:two@thread.tacv2' }],
    [anna.id, 'chooseCallPlace', null, { channel: 'msteams', conversation: '19:one@thread.tacv2' }],
  ]);
  // Nobody is called there in what follows.
  await stage.world.lotse.database.prisma.memory.deleteMany({ where: { name: 'handoffs.calledIn' } });
});

describe('an agent in Teams types', () => {
  /** Nobody waits from before. */
  const clear = () => stage.world.lotse.database.prisma.handoff.updateMany({ where: { state: 'waiting' }, data: { state: 'closed' } });
  beforeEach(clear);
  const types = async (agent: Agent, text: string) => {
    await stage.send(agent, agent.chat, { text });
    await stage.settled();
  };

  it('nothing that has to be guessed: the commands are told once, when the chat begins', async () => {
    const anna = await stage.agent('Anna Meier');
    await types(anna, 'hello again');
    expect(stage.saidIn(anna.chat).map(plain)).toEqual(["You are one of Lotse's people of support. Here /next gives you the next contact, and /queue shows who waits."]);
  });

  it('"/next" to take whoever waits longest, and sees them', async () => {
    const [anna, ana, _later] = [await stage.agent('Anna Meier'), await contact('first of all'), await contact('later')];
    await types(anna, '/next');
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    expect(heardBy(anna)[0]).toContain('first of all');
    expect(await stage.world.lotse.services.handoffs.find(ana.handoffId)).toMatchObject({ state: 'joined', via: 'chat', firstName: 'Anna' });
  });

  it('"/next" and has somebody: nobody else is taken, and the contact does not see it', async () => {
    const [{ anna, ana }, other] = [await joined(), await contact()];
    for (const text of ['/next', ' /NEXT ', '/queue', '/close']) await types(anna, text);
    expect(ana.heard()).toEqual([]);
    expect(heardBy(anna).slice(1)).toEqual([expect.stringContaining('You have a conversation here already.'), expect.stringContaining('You have a conversation'), expect.stringContaining('Where are the licences?'), expect.stringContaining('How does the conversation end?')]);
    expect(await stage.world.lotse.services.handoffs.find(other.handoffId)).toMatchObject({ state: 'waiting' });
  });

  it('"/next" where nobody waits, and "/close" where nobody is there, and is told so', async () => {
    const anna = await stage.agent('Anna Meier');
    for (const text of ['/next', '/queue', '/close']) await types(anna, text);
    expect(heardBy(anna)).toEqual(['Nobody is waiting.', 'Nobody is waiting.', 'You have no conversation here.']);
  });

  it('"/queue" to see who waits, one line each, whatever they have written, and no more than a message holds', async () => {
    const anna = await stage.agent('Anna Meier');
    await contact('two\nlines, **bold** and <b>marks</b>');
    for (let count = 0; count < 16; count += 1) await contact('x'.repeat(500));
    await types(anna, '/queue');
    const lines = heardBy(anna)[0]!.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(16);
    expect(lines[0]).toMatch(/order.* · English · two lines, ∗∗bold∗∗ and <b>marks<\/b>\u2069$/i);
    expect(lines[15]).toBe('And 2 more: they are in the console.');
  });

  it('"/next" at the same moment as colleagues: everybody gets somebody else', async () => {
    const agents = await Promise.all(['Anna Meier', 'Ben Frei', 'Cem Kaya'].map((name) => stage.agent(name)));
    const contacts = [await contact(), await contact(), await contact()];
    await Promise.all(agents.map((agent) => types(agent, '/next')));
    const takers = await Promise.all(contacts.map(async ({ handoffId }) => (await stage.world.lotse.services.handoffs.find(handoffId))?.agentId));
    expect([...takers].sort()).toEqual(agents.map(({ id }) => id).sort());
  });
});

describe('an agent in Teams who does two things at once', () => {
  const at = (ms: number) => ({ timestamp: new Date(ms).toISOString() });
  const hasNow = (agent: Agent) => stage.world.lotse.database.prisma.handoff.findMany({ where: { agentId: agent.id, state: 'joined' } });

  it('and presses two buttons has one contact, and is told so, on whatever instances they arrive', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [anna, ana, ben] = [await stage.agent('Anna Meier'), await contact(), await contact()];
      await Promise.all([stage.send(anna, anna.chat, press(ana.handoffId, 'accept')), stage.send(anna, anna.chat, press(ben.handoffId, 'accept'), stage.elsewhere)]);
      await stage.settled();
      expect([round, (await hasNow(anna)).length]).toEqual([round, 1]);
      expect(heardBy(anna).filter((text) => text.includes('You have a conversation here already.'))).toHaveLength(1);
    }
  });

  it('cannot take two even past the turn-taking: the commit refuses the second', async () => {
    const [anna, ana, ben] = [await stage.agent('Anna Meier'), await contact(), await contact()];
    const { handoffs: { join } } = stage.world.lotse.services;
    const by = { id: anna.id, name: anna.name, firstName: 'Anna' };
    const taken = await Promise.allSettled([ana, ben].map((each) => stage.turns.tell(`msteams|${each.chat}`, `accept|${each.handoffId}`, { effects: [join(each.handoffId, by, 'chat')] })));
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(taken.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { why: 'oneAtATime' } });
  });

  it('and writes right after the button, on another instance, is heard by that contact', async () => {
    const [anna, ana] = [await stage.agent('Anna Meier'), await contact()];
    const pressed = stage.send(anna, anna.chat, press(ana.handoffId, 'accept'));
    const { prisma } = stage.world.lotse.database;
    await until(async () => (await prisma.agent.findUniqueOrThrow({ where: { id: anna.id } })).dealtWithBy !== null || await prisma.handoff.count({ where: { id: ana.handoffId, state: 'joined' } }) === 1, 'the button is dealt with');
    await Promise.all([pressed, stage.send(anna, anna.chat, { text: 'Hello Ana' }, stage.elsewhere)]);
    await stage.settled();
    expect(ana.heard()).toEqual(['Anna\nHello Ana']);
  });

  it('and whose word for one contact arrives once they have another: nobody hears it, and they are told', async () => {
    const { anna, ana } = await joined();
    const ben = await contact();
    const written = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close.solved'));
    await stage.support.changed(ana.handoffId);
    await stage.send(anna, anna.chat, press(ben.handoffId, 'accept'));
    await stage.support.changed(ben.handoffId);
    for (const text of ['for Ana alone', '! a note on Ana']) await stage.send(anna, anna.chat, { text, ...at(written) });
    await stage.settled();
    expect(heardBy(anna).filter((text) => text.includes('You wrote this before this contact was with you'))).toHaveLength(2);
    expect([...ana.heard(), ...ben.heard()]).toEqual([]);
    expect((await stage.world.lotse.services.sayings.before(`msteams|${ben.chat}`, undefined, 50)).filter(({ by }) => by === 'note')).toEqual([]);
    await stage.send(anna, anna.chat, { text: 'Hello Ben' });
    await stage.settled();
    expect(ben.heard()).toEqual(['Anna\nHello Ben']);
  });

  it('and whose word meets the end, before or after they are told of it, hears that it was not delivered; Lotse does not take it for theirs', async () => {
    const { anna, ana } = await joined();
    const written = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await stage.turns.tell(`msteams|${ana.chat}`, 'ended', { effects: [stage.world.lotse.services.handoffs.close(ana.handoffId, { by: 'contact' })] });
    const over = 'This conversation is over already. Your message has not been delivered.';
    await stage.send(anna, anna.chat, { text: 'one more thing' });
    await stage.settled();
    expect(heardBy(anna).filter((text) => text === over)).toHaveLength(1);
    await stage.support.changed(ana.handoffId);
    await stage.send(anna, anna.chat, { text: 'and another', ...at(written) });
    await stage.settled();
    expect(heardBy(anna).filter((text) => text === over)).toHaveLength(2);
    await stage.send(anna, anna.chat, { text: 'to Lotse' });
    await stage.settled();
    expect(heardBy(anna).filter((text) => text === over)).toHaveLength(2);
    expect(ana.heard()).toEqual([]);
  });

  it('waits for an instance that died over something only for a while', async () => {
    const { anna, ana } = await joined();
    await stage.world.lotse.database.prisma.agent.update({ where: { id: anna.id }, data: { dealtWithBy: 'dead', dealtWithUntil: new Date(Date.now() + 1500) } });
    await stage.send(anna, anna.chat, { text: 'later' });
    await stage.settled();
    expect(ana.heard()).toEqual(['Anna\nlater']);
  });
});

describe('the connector', () => {
  it('that asks for patience or fails keeps the order, and says nothing twice', async () => {
    const { anna, ana } = await joined();
    stage.world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 1 }, { kind: 'refuse', status: 429 });
    await stage.send(anna, anna.chat, { text: 'one' });
    await stage.send(anna, anna.chat, { text: 'two' });
    await until(async () => ana.heard().length === 2, 'both came', 10_000);
    expect(ana.heard()).toEqual(['Anna\none', 'Anna\ntwo']);
  }, 20_000);

  it('of which nobody knows whether it took the words is not asked again, and the agent is told so', async () => {
    const { anna, ana } = await joined();
    stage.world.connector.mood({ kind: 'acceptThenFail', status: 502 });
    await stage.send(anna, anna.chat, { text: 'perhaps' });
    await stage.settled();
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    expect(ana.heard()).toEqual(['Anna\nperhaps']);
    expect(heardBy(anna).at(-1)).toContain('may not have received this message: “perhaps”');
    expect(heardBy(anna)).toHaveLength(2);
  });

  it('of which nobody knows whether it brought the agent the contact\'s words tells them again, and says so', async () => {
    const { anna, ana } = await joined();
    stage.world.connector.mood({ kind: 'acceptThenFail', status: 502 });
    await ana.says('order 4711');
    await stage.settled();
    expect(heardBy(anna).slice(1).map((text) => text.replace(/^.*\n/, ''))).toEqual(['order 4711', expect.stringMatching(/^Perhaps for the second time – .*: “order 4711”$/)]);
    await ana.says('and?');
    await stage.settled();
    expect(heardBy(anna).at(-1)).toMatch(/and\?$/);
  });

  it('that takes no word for a day: the agent hears that it has not arrived, also when the conversation is over by then, and nobody hears it late', async () => {
    const { anna, ana } = await joined();
    stage.world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 3600 });
    await stage.send(anna, anna.chat, { text: 'too late' });
    const { prisma } = stage.world.lotse.database;
    const word = { conversationId: `msteams|${ana.chat}`, sentAt: null, isOnce: true };
    await until(async () => await prisma.turn.count({ where: { ...word, takenAt: { gt: new Date(Date.now() + 600_000) } } }) === 1, 'it waits');
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close.solved'));
    await stage.support.changed(ana.handoffId);
    const before = new Date(Date.now() - 25 * 3_600_000);
    await prisma.turn.updateMany({ where: word, data: { at: before, takenAt: before } });
    await stage.recover();
    await stage.settled();
    await stage.recover();
    expect(heardBy(anna).slice(-2)).toEqual([expect.stringContaining('This conversation is over.'), expect.stringContaining('has not received this message: “too late”')]);
    const kept = await stage.world.lotse.services.sayings.before(word.conversationId, undefined, 100);
    expect(kept.filter(({ about }) => about?.event === 'undelivered').map(({ text }) => text)).toEqual(['too late']);
    expect(ana.heard()).toEqual([]);
  });

  it('that says the contact is gone makes the agent hear that, now and from then on', async () => {
    const { anna, ana } = await joined();
    stage.world.connector.mood({ kind: 'refuse', status: 403, code: 'BotNotInConversationRoster' });
    await stage.send(anna, anna.chat, { text: 'lost' });
    await stage.settled();
    await stage.support.changed(ana.handoffId);
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('has not received this message: “lost”');
    await stage.send(anna, anna.chat, { text: 'again' });
    await stage.settled();
    expect(heardBy(anna).at(-1)).toContain('can no longer be reached here');
    expect(ana.heard()).toEqual([]);
  });
});

describe('a contact in the web chat', () => {
  it('sees a person, and the agent in Teams hears back', async () => {
    const anna = await stage.agent('Anna Meier');
    const cleo = stage.world.person('cleo', { locale: 'en' });
    await cleo.arrives();
    const { id } = await stage.world.lotse.database.prisma.conversation.findFirstOrThrow({ where: { channel: 'webchat' }, orderBy: { updatedAt: 'desc' } });
    const handoffId = await stage.asks(id, '<script>alert(1)</script>');
    await stage.send(anna, anna.chat, press(handoffId, 'accept'));
    await stage.support.changed(handoffId);
    await stage.send(anna, anna.chat, { text: 'Hello <b>Cleo</b>' });
    const [heard] = await cleo.reads();
    expect(heard!.activity).toMatchObject({ text: 'Hello <b>Cleo</b>', textFormat: 'plain', from: { id: 'lotse', name: 'Anna' }, channelData: { lotse: { person: 'Anna' } } });
    await stage.settled();
    expect(seenBy(anna)[0]!.text).toContain('<script>alert(1)</script>');
  });
});

describe('the channel of support', () => {
  const CHANNEL = '19:support@thread.tacv2';
  const cardsIn = () => stage.saidIn(CHANNEL).filter(({ card }) => card !== undefined);

  it('is named by an agent; each request is one card there, changed for all as it is taken and ends', async () => {
    const anna = await stage.agent('Anna Meier');
    await stage.send(anna, `${CHANNEL};messageid=1700000000000`, { text: 'Support hier' });
    expect(stage.saidIn(`${CHANNEL};messageid=1700000000000`)[0]!.text).toContain('I announce new requests');
    const ana = await contact('a secret wish');
    await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 ? stage.support : stage.elsewhere).changed(ana.handoffId)));
    const mine = () => cardsIn().filter(({ card }) => JSON.stringify(card).includes(ana.handoffId));
    await until(async () => mine().length > 0, 'the card is there');
    expect(mine()).toHaveLength(1);
    expect(mine()[0]!.buttons.map(({ title }) => title).sort()).toEqual(['Accept', 'Open in the console']);
    expect(mine()[0]!.text).not.toContain('secret wish');
    await stage.send(anna, `${CHANNEL};messageid=1700000000001`, press(ana.handoffId, 'accept'));
    await stage.support.changed(ana.handoffId);
    const shown = () => stage.world.connector.replacedIn(CHANNEL).map(({ by }) => JSON.stringify(by)).filter((text) => text.includes(ana.handoffId));
    await until(async () => shown().length === 1, 'the card shows who has it');
    expect(shown()[0]).toContain('Accepted: Anna Meier');
    expect(shown()[0]).not.toContain('Action.Submit');
    await stage.send(anna, anna.chat, press(ana.handoffId, 'close.solved'));
    await until(async () => shown().length === 2, 'the card shows the end');
    expect(shown()[1]).toContain('Closed');
    await until(async () => { await stage.support.changed(ana.handoffId); return (await stage.world.lotse.database.prisma.handoffCard.count({ where: { handoffId: ana.handoffId } })) === 0; }, 'nobody keeps it');
    expect(mine()).toHaveLength(1);
  });

  it('that throttles gets its card later, once', async () => {
    stage.world.connector.mood({ kind: 'refuse', status: 429 });
    const ana = await contact();
    await stage.support.changed(ana.handoffId);
    const mine = () => cardsIn().filter(({ card }) => JSON.stringify(card).includes(ana.handoffId));
    await stage.support.changed(ana.handoffId);
    await until(async () => { await stage.support.changed(ana.handoffId); return mine().length > 0; }, 'the card is there');
    expect(mine()).toHaveLength(1);
  });

  it('hears nothing of a request that ended while the instance that was to post it died', async () => {
    const ana = await contact();
    await stage.support.changed(ana.handoffId);
    const { handoffs, callCards } = stage.world.lotse.services;
    const { prisma } = stage.world.lotse.database;
    await until(async () => (await callCards.find(ana.handoffId))?.message !== undefined, 'the card is there');
    const mine = () => cardsIn().filter(({ card }) => JSON.stringify(card).includes(ana.handoffId));
    const before = mine().length;
    await prisma.handoffCard.update({ where: { handoffId: ana.handoffId }, data: { message: null, shown: '', leasedUntil: new Date(Date.now() + 60_000) } });
    await stage.turns.tell(`msteams|${ana.chat}`, 'withdrawn', { effects: [handoffs.close(ana.handoffId, { by: 'contact' })] });
    await stage.support.changed(ana.handoffId);
    // While it may still be posting, nobody takes the card away from it.
    expect(await callCards.find(ana.handoffId)).toBeDefined();
    await prisma.handoffCard.update({ where: { handoffId: ana.handoffId }, data: { leasedUntil: new Date(Date.now() - 1) } });
    await stage.support.changed(ana.handoffId);
    expect(await callCards.find(ana.handoffId)).toBeUndefined();
    expect(mine()).toHaveLength(before);
  });

  it('calls people by name', async () => {
    const [ben, ana] = [await stage.agent('Ben [Frei]'), await contact()];
    await stage.support.call(ana.handoffId, 'waitsForYou', [ben.id]);
    const card = cardsIn().map((each) => each.card).find((each) => each !== undefined && 'msteams' in each);
    expect(card).toMatchObject({ msteams: { entities: [{ type: 'mention', text: '<at>Ben Frei</at>', mentioned: { id: ben.oid } }] }, body: [{ text: '<at>Ben Frei</at>' }, {}, {}] });
  });
});
