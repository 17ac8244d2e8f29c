/** A contact who writes 500 messages a minute to a person of support: slowed, told so once, and nobody else notices. */
import { createWorld, type World } from '../world';
import { createSlowing } from '../../bot/handoffs/slowing';
import { until } from '../process';

const PER_10_SECONDS = 20;
const WINDOWS = 6;
const A_MINUTE = 500;
const SLOWED = 'writing faster than anybody can read';

let world: World;
beforeAll(async () => { world = await createWorld({ CONTACT_MESSAGES_PER_10_SECONDS: String(PER_10_SECONDS) }); });
afterAll(() => world.stop());

/** Somebody in the web chat, by its addresses alone: a page would hold the flood back itself. */
async function opens() {
  const opened = (await (await fetch(`${world.url}/directline/conversations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ locale: 'en' }) })).json()) as { conversationId: string; token: string };
  const address = `${world.url}/directline/conversations/${opened.conversationId}/activities`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${opened.token}` };
  const says = (text: string) => fetch(address, { method: 'POST', headers, body: JSON.stringify({ type: 'message', text, from: { id: 'contact' } }) });
  const heard = async () => ((await (await fetch(address, { headers })).json()) as { activities: { text?: string; from: { id: string } }[] }).activities.filter(({ from }) => from.id === 'lotse').map(({ text = '' }) => text);
  return { conversationId: `webchat|${opened.conversationId}`, says, heard };
}

it('is slowed and told once; the agent sees what passed and nothing else, and another contact is answered as ever', async () => {
  const { services, acts, database } = world.lotse;
  const luis = await services.agents.signIn({ tenant: 't', subject: 'luis', name: 'Luis Favre' });
  const [ana, bea] = [await opens(), await opens()];
  await ana.says('talk to a person');
  await ana.says('My licences are gone');
  const { id } = await database.prisma.handoff.findFirstOrThrow({ where: { question: 'My licences are gone' } });
  await acts.accept(luis, id, { id: 'accept-1' });
  await world.advance('PT11S');
  const began = services.clock.now().getTime();
  const statuses: number[] = [];
  for (let window = 0; window < WINDOWS; window += 1) {
    const flood = Promise.all(Array.from({ length: Math.ceil(A_MINUTE / WINDOWS) }, async (_, count) => {
      const answer = await ana.says(`flood ${window}-${count}`);
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      return answer.status;
    }));
    // In the middle of it somebody else writes, and is heard and answered at once.
    const before = (await bea.heard()).length;
    expect((await bea.says('help')).status).toBe(200);
    expect((await bea.heard()).length).toBeGreaterThan(before);
    statuses.push(...await flood);
    await world.advance('PT11S');
  }
  const passed = statuses.filter((status) => status === 200).length;
  expect([...new Set(statuses)].sort()).toEqual([200, 429]);
  expect(passed).toBeGreaterThanOrEqual(WINDOWS * PER_10_SECONDS);
  // On a slow machine time goes on within a window as well.
  expect(passed).toBeLessThanOrEqual(PER_10_SECONDS * Math.ceil((services.clock.now().getTime() - began) / 10_000));
  const seen = (await services.sayings.after(ana.conversationId, '0', 1000)).filter(({ by, text }) => by === 'contact' && text.startsWith('flood'));
  expect(seen).toHaveLength(passed);
  const told = async () => (await ana.heard()).filter((text) => text.includes(SLOWED)).length;
  expect(await told()).toBe(1);
  expect(await bea.heard()).not.toContainEqual(expect.stringContaining(SLOWED));
  // The agent's words still reach them, and once they write slowly they are heard as ever.
  expect(await acts.say(luis, id, { id: 'answer-1', text: 'One after the other, please.' })).toMatchObject({ kind: 'done' });
  expect((await ana.heard()).at(-1)).toContain('One after the other');
  expect((await ana.says('sorry')).status).toBe(200);
}, 120_000);

it('is told so once, whichever instances refuse: both tell it under one number', async () => {
  const { services, acts, database } = world.lotse;
  const mia = await services.agents.signIn({ tenant: 't', subject: 'mia', name: 'Mia Keller' });
  const dora = await opens();
  await dora.says('talk to a person');
  await dora.says('Nothing works');
  const { id } = await database.prisma.handoff.findFirstOrThrow({ where: { question: 'Nothing works' } });
  await acts.accept(mia, id, { id: 'accept-2' });
  const told: string[] = [];
  const tell = async (_conversation: string, number: string) => { told.push(number); return undefined; };
  const instances = [1, 2].map(() => createSlowing({ services, turns: () => ({ tell }), channels: () => ['webchat', 'msteams'], log: { info: () => {}, error: () => {} } }));
  for (const slow of instances) slow(dora.conversationId.slice('webchat|'.length));
  await until(() => told.length === 2, 'both have told it');
  expect(new Set(told).size).toBe(1);
}, 60_000);

it('is not told so where no person is there who would read it', async () => {
  const cleo = await opens();
  for (let count = 0; count < PER_10_SECONDS * 2; count += 1) await cleo.says(`flood ${count}`);
  expect(await cleo.heard()).not.toContainEqual(expect.stringContaining(SLOWED));
}, 60_000);
