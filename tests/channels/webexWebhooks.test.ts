/** Webhooks of Webex: made, kept alive, and what was missed while they were dead is read back. */
import { until } from '../process';
import { createWebexWorld, SECRET, type WebexWorld } from '../webexWorld';

let world: WebexWorld;

beforeEach(async () => { world = await createWebexWorld({ deactivateAfter: 2 }, { WEBEX_CHECK_MINUTES: '1' }); });
afterEach(() => world?.stop());
const named = () => world.webex.webhooks.all().map(({ resource, event, status }) => `${resource} ${event} ${status}`).sort();
const WELL = ['attachmentActions created active', 'memberships created active', 'memberships deleted active', 'messages created active', 'messages deleted active', 'messages updated active'];
const alarms = () => world.logged.filter((line) => line.includes('webex webhook repaired')).length;

it('are made at the start, with the secret, and not made again', async () => {
  expect(named()).toEqual(WELL);
  expect(world.webex.webhooks.all().every(({ secret, targetUrl }) => secret === SECRET && targetUrl === `${world.url}/api/webex`)).toBe(true);
  await world.restart();
  expect(named()).toEqual(WELL);
  expect(alarms()).toBe(6);
});

it('that lead elsewhere are left alone, doubles of ours are removed, and what is set wrong is set right', async () => {
  const { webex } = world;
  const foreign = webex.webhooks.create({ name: 'theirs', targetUrl: 'https://other.example/api/webex', resource: 'messages', event: 'created' }, new Date().toISOString());
  foreign.status = 'inactive';
  const [first] = webex.webhooks.all().filter(({ resource }) => resource === 'messages');
  webex.webhooks.create({ name: 'double', targetUrl: first!.targetUrl, resource: 'messages', event: 'created', secret: SECRET }, new Date(Date.now() + 1000).toISOString());
  webex.webhooks.all().find(({ event }) => event === 'deleted')!.secret = 'another';
  webex.webhooks.remove(webex.webhooks.all().find(({ resource }) => resource === 'attachmentActions')!.id);
  await world.restart();
  expect(named()).toEqual([...WELL, 'messages created inactive'].sort());
  expect(webex.webhooks.find(foreign.id)).toMatchObject({ status: 'inactive', targetUrl: 'https://other.example/api/webex' });
  expect(webex.webhooks.find(first!.id)).toBeDefined();
  expect(webex.webhooks.all().find(({ event }) => event === 'deleted')!.secret).toBe(SECRET);
  expect(alarms()).toBe(6 + 3);
});

it('that Webex gave up while Lotse was away are alive again, and what was said meanwhile is answered, once and in order', async () => {
  const { webex } = world;
  const ana = world.person('Ana');
  await ana.arrives();
  await ana.says('menu');
  const room = webex.directRoom(ana.self);
  await world.restart(() => { for (const text of ['1', '1', 'menu']) webex.say(room, ana.self, { text }); });
  expect(named()).toEqual(WELL);
  expect(webex.webhooks.sent.some(({ status }) => status === 0)).toBe(true);
  await webex.waitFor(room.id, 4);
  const [one, two, three, ...more] = webex.saidIn(room.id).slice(2);
  expect([one!.text!.includes('Step 1 of 5'), two!.text!.includes('Step 2 of 5'), three!.text!.includes('Register as a Cisco partner'), more.length]).toEqual([true, true, true, 0]);
  await world.restart();
  expect(webex.saidIn(room.id)).toHaveLength(5);
});

it('that die while Lotse runs are found by the check, and the lost words with them', async () => {
  const { webex } = world;
  const ben = world.person('Ben');
  await ben.arrives();
  for (const webhook of webex.webhooks.all()) webhook.status = 'inactive';
  webex.say(webex.directRoom(ben.self), ben.self, { text: 'menu' });
  await world.tick();
  expect(webex.saidIn(ben.roomId)).toHaveLength(1);
  await world.later(59_900);
  expect(named()).toEqual(WELL);
  await webex.waitFor(ben.roomId, 1);
});

it('what was said long before the first start is not answered any more', async () => {
  let room = '';
  const fresh = await createWebexWorld({}, {}, (webex) => {
    const cleo = webex.person('Cleo');
    room = webex.directRoom(cleo).id;
    webex.say(webex.directRoom(cleo), cleo, { text: 'menu', created: new Date(Date.now() - 3_600_000).toISOString() });
  });
  try {
    expect(fresh.logged.join('')).toContain('"event":"webex read back","messages":0');
    expect(fresh.webex.saidIn(room)).toEqual([]);
  } finally {
    await fresh.stop();
  }
});

it('of which one is refused do not keep the others from being made, nor anybody from being heard; one that another instance made is made', async () => {
  let room = '';
  const strict = await createWebexWorld({}, {}, (webex) => {
    const dora = webex.person('Dora');
    room = webex.directRoom(dora).id;
    webex.say(webex.directRoom(dora), dora, { text: 'menu' });
    webex.mood({ at: 'POST webhooks', kind: 'refuse', status: 400 }, { at: 'POST webhooks', kind: 'refuse', status: 409 });
  });
  try {
    expect(strict.webex.webhooks.all().map(({ resource }) => resource)).toEqual(['messages', 'attachmentActions', 'memberships', 'memberships']);
    expect(await strict.webex.waitFor(room, 0)).toHaveLength(1);
    await strict.tick();
    expect(strict.webex.webhooks.all()).toHaveLength(6);
    expect(strict.logged.filter((line) => line.includes('webex upkeep failed'))).toHaveLength(1);
  } finally {
    await strict.stop();
  }
});

it('are not made where nobody knows how Lotse is reached, which is said once; direct rooms are read back all the same', async () => {
  const lone = await createWebexWorld({}, { PUBLIC_URL: '' });
  try {
    const eva = lone.person('Eva');
    lone.webex.say(lone.webex.directRoom(eva.self), eva.self, { text: 'menu' });
    await lone.later(3_600_000);
    await lone.webex.waitFor(eva.roomId, 0);
    expect(lone.webex.webhooks.all()).toEqual([]);
    expect(lone.logged.filter((line) => line.includes('webex has no webhooks'))).toHaveLength(1);
  } finally {
    await lone.stop();
  }
});

describe('an event that never arrives though the webhook is well', () => {
  const reads = () => world.webex.requests.filter(({ kind, path }) => kind === 'GET messages' && path.includes('roomId=')).length;
  const settle = async () => { await world.webex.webhooks.idle(); await new Promise((resolve) => setTimeout(resolve, 250)); };

  it('is found at the next look, once; rooms in which all was heard are not read', async () => {
    const { webex } = world;
    const [gus, ida] = [world.person('Gus'), world.person('Ida')];
    for (const each of [gus, ida]) { await each.arrives(); await each.says('menu'); }
    await settle();
    webex.webhooks.plan('lose');
    webex.say(webex.directRoom(gus.self), gus.self, { text: '1' });
    await settle();
    expect(webex.saidIn(gus.roomId)).toHaveLength(2);
    const before = reads();
    await world.later(59_900);
    expect((await webex.waitFor(gus.roomId, 2))[0]!.text).toContain('Step 1 of 5');
    expect(reads() - before).toBe(1);
    // An answer that came more than a minute later is looked at once at most, and then it is known.
    await world.later(120_000);
    await world.later(180_000);
    expect(reads() - before).toBeLessThanOrEqual(2);
    expect([webex.saidIn(gus.roomId).length, webex.saidIn(ida.roomId).length]).toEqual([3, 2]);
    expect(alarms()).toBe(6);
  });

  it('is found in many rooms, too, a few at each look, those that wait the longest first', async () => {
    const { webex } = world;
    const rooms = Array.from({ length: 25 }, (_each, index) => webex.directRoom(webex.person(`Nobody ${index}`)));
    const people = rooms.map((room) => [...room.members.keys()].find((id) => id !== webex.bot.id)!);
    const are = (count: (index: number) => number) => rooms.every(({ id }, index) => webex.saidIn(id).length === count(index));
    await until(() => are(() => 1), 'all are greeted', 20_000);
    await settle();
    webex.webhooks.plan(...rooms.map(() => 'lose' as const));
    rooms.forEach((room, index) => webex.say(room, { id: people[index]!, displayName: '', emails: ['x@partner.example'], type: 'person' }, { text: 'menu' }));
    await settle();
    const before = reads();
    await world.later(59_900);
    expect(reads() - before).toBe(20);
    await until(() => are((index) => (index < 20 ? 2 : 1)), 'the first are answered', 20_000);
    await world.tick();
    await until(() => are(() => 2), 'all are answered', 20_000);
    expect(reads() - before).toBeLessThanOrEqual(40);
  }, 60_000);
});
