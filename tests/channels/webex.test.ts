/** Webex, played over real HTTP: what people say and press there, and what becomes of it. */
import { signaturesOf } from '../fakes/webexWebhooks';
import { post, until } from '../process';
import { buttonsOf, createWebexWorld, SECRET, type WebexWorld } from '../webexWorld';

let world: WebexWorld;

beforeAll(async () => { world = await createWebexWorld({ alsoSigns: 'sha256' }); });
afterAll(() => world?.stop());
const titles = (message: unknown) => buttonsOf(message).map(({ title }) => title);
const settle = async () => { await world.webex.webhooks.idle(); await new Promise((resolve) => setTimeout(resolve, 60)); };
const announced = (what: string) => world.webex.webhooks.sent.filter(({ resource, event }) => `${resource} ${event}` === what);

describe('a conversation', () => {
  it('goes from the greeting through a procedure, with buttons, typed numbers and words', async () => {
    const ana = world.person('Ana Keller');
    const [greeting] = await ana.arrives();
    expect(greeting!.text).toContain('I am Lotse');
    expect(titles(greeting)).toContain('Register as a Cisco partner');
    const [first] = await ana.presses('Create a Cisco account');
    expect(first!.text).toContain('Step 1 of 5');
    const [second] = await ana.says('1');
    expect(second!.text).toContain('Step 2 of 5');
    const [third] = await ana.presses('My business address');
    expect(third!.text).toContain('Step 3 of 5');
    const [menu] = await ana.says('menu');
    expect(titles(menu)).toContain('Register as a Cisco partner');
  });

  it('a used card does nothing more, and says so kindly', async () => {
    const ben = world.person('Ben Frei');
    const [greeting] = await ben.arrives();
    const [first] = await ben.presses('Create a Cisco account', greeting);
    expect(first!.text).toContain('Step 1 of 5');
    const [again] = await ben.presses('Register as a Cisco partner', greeting);
    expect(again!.text).not.toContain('Register');
    const [on] = await ben.says('1');
    expect(on!.text).toContain('Step 2 of 5');
  });

  it('a reply in a thread stays there', async () => {
    const cleo = world.person('Cleo Roth');
    const [greeting] = await cleo.arrives();
    const [answer] = await cleo.says('menu', greeting!.id);
    expect(answer!.parentId).toBe(greeting!.id);
    const [pressed] = await cleo.presses('Create a Cisco account', answer);
    expect(pressed!.parentId).toBe(greeting!.id);
    const [outside] = await cleo.says('menu');
    expect(outside!.parentId).toBeUndefined();
  });

  it('a thread whose first message was taken back is answered outside of it', async () => {
    const vera = world.person('Vera');
    const [greeting] = await vera.arrives();
    world.webex.messages.splice(world.webex.messages.indexOf(greeting!), 1);
    world.webex.say(world.webex.directRoom(vera.self), vera.self, { text: 'menu', parentId: greeting!.id });
    const [answer] = await world.webex.waitFor(vera.roomId, 0);
    expect([answer!.parentId, titles(answer).includes('Register as a Cisco partner')]).toEqual([undefined, true]);
  });

  it('who writes too fast is answered later, in order; what Lotse says counts for nobody', async () => {
    const swift = await createWebexWorld({}, { CONTACT_MESSAGES_PER_10_SECONDS: '3' });
    try {
      const { webex } = swift;
      const uma = swift.person('Uma');
      const room = webex.directRoom(uma.self);
      await uma.arrives();
      await uma.says('menu');
      await uma.says('1');
      for (const text of ['1', 'menu']) webex.say(room, uma.self, { text });
      await webex.webhooks.idle();
      expect(webex.saidIn(room.id)).toHaveLength(3);
      await until(() => webex.saidIn(room.id).length === 5, 'all is answered', 15_000);
      expect(webex.saidIn(room.id).slice(3).map(({ text }) => /Step 2 of 5|Register as a Cisco partner/.exec(text!)?.[0])).toEqual(['Step 2 of 5', 'Register as a Cisco partner']);
      expect(webex.webhooks.sent.every(({ status }) => status === 200)).toBe(true);
    } finally {
      await swift.stop();
    }
  }, 30_000);

  it('is held in Arabic, too', async () => {
    const dina = world.person('Dina');
    await dina.arrives();
    const [answer] = await dina.says('مرحبا');
    expect(JSON.stringify(answer!.attachments)).toContain('"horizontalAlignment":"Right"');
    expect(answer!.text!.startsWith('\u200f\u2067')).toBe(true);
  });
});

describe('who is let in', () => {
  const send = (body: string | Buffer, headers: Record<string, string | string[]> = {}) => post(`${world.url}/api/webex`, body, headers);
  const event = JSON.stringify({ resource: 'messages', event: 'created', data: { id: 'x', roomId: 'y' } });

  it.each([
    ['nothing', {}], ['a wrong signature', { 'x-spark-signature': '0'.repeat(40) }], ['the signature of another body', signaturesOf(SECRET, `${event} `)], ['another secret', signaturesOf('another', event)],
    ['a wrong newer signature beside the right one', { ...signaturesOf(SECRET, event), 'x-webex-signature': `sha256=${'0'.repeat(64)}` }],
  ])('%s is not', async (_what, headers) => {
    const answer = await send(event, headers);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([401, { code: 'Unauthorized', message: 'The sender is not proven.' }]);
  });

  it('what is not proven is not even parsed', async () => {
    expect((await send('{no json')).status).toBe(401);
    expect((await send('{no json', { 'x-spark-signature': '0'.repeat(40) })).status).toBe(401);
  });
  it.each(['{no json', '[]', '{}', '{"resource":"messages","event":"created","data":{}}'])('proven, but malformed: %s', async (body) => expect((await send(body, signaturesOf(SECRET, body))).status).toBe(400));
  it.each([[event, 'what Webex does not know any more'], ['{"resource":"rooms","event":"updated","data":{}}', 'what Lotse does not watch']])('%s is nothing', async (body) => {
    const answer = await send(body, signaturesOf(SECRET, body));
    expect([answer.status, answer.body]).toEqual([200, '{}']);
  });

  it('repeats and replays have no second effect', async () => {
    const emil = world.person('Emil');
    await emil.arrives();
    await emil.says('menu');
    await emil.presses('Create a Cisco account');
    await settle();
    const before = world.webex.messages.length;
    const events = world.webex.webhooks.sent.filter(({ body }) => body.includes(emil.roomId));
    expect(new Set(events.map(({ resource }) => resource))).toEqual(new Set(['messages', 'attachmentActions', 'memberships']));
    for (let round = 0; round < 10; round += 1) for (const { body, headers } of events) expect((await send(body, { ...headers })).status).toBe(200);
    await settle();
    expect(world.webex.messages.length).toBe(before);
  });

  it('an event that Webex repeats at once is one', async () => {
    const fay = world.person('Fay');
    await fay.arrives();
    world.webex.webhooks.plan('repeat');
    expect(await fay.says('menu')).toHaveLength(1);
    await settle();
    expect(world.webex.saidIn(fay.roomId)).toHaveLength(2);
  });

  it('what is older than a day is not taken, however well it is signed', async () => {
    const gil = world.person('Gil');
    await gil.arrives();
    const before = announced('messages created').length;
    world.webex.say(world.webex.directRoom(gil.self), gil.self, { text: 'menu', created: new Date(Date.now() - 86_500_000).toISOString() });
    await until(() => announced('messages created').length > before, 'the event is delivered');
    await settle();
    expect(world.webex.saidIn(gil.roomId)).toHaveLength(1);
  });

  it('Webex that does not answer is a 503, and what was missed is heard soon', async () => {
    const hana = world.person('Hana');
    await hana.arrives();
    world.webex.mood({ at: 'GET messages', kind: 'refuse', status: 500 });
    world.webex.say(world.webex.directRoom(hana.self), hana.self, { text: 'menu' });
    await until(() => announced('messages created').some(({ status }) => status === 503), 'the event is refused');
    expect(world.webex.saidIn(hana.roomId)).toHaveLength(1);
    await world.tick();
    await world.webex.waitFor(hana.roomId, 1);
  });
});

describe('in a group', () => {
  it('Lotse greets, hears only what mentions it, without the mention, and answers in the thread', async () => {
    const { webex } = world;
    const ida = webex.person('Ida');
    const group = webex.group('Team', [ida, webex.bot]);
    const [greeting] = await webex.waitFor(group.id, 0);
    expect(greeting!.parentId).toBeUndefined();
    const mention = (text: string) => ({ text: `Lotse ${text}`, html: `<p><spark-mention data-object-type="person" data-object-id="${webex.bot.id}">Lotse</spark-mention> ${text}</p>`, mentionedPeople: [webex.bot.id] });
    webex.say(group, ida, { text: 'menu' });
    const asked = webex.say(group, ida, mention('menu'));
    const [answer] = await webex.waitFor(group.id, 1);
    expect(answer!.parentId).toBe(asked.id);
    expect(titles(answer)).toContain('Register as a Cisco partner');
    webex.press(answer!, ida, buttonsOf(answer).find(({ title }) => title === 'Create a Cisco account')!.data!);
    const [step] = await webex.waitFor(group.id, 2);
    expect([step!.parentId, step!.text!.includes('Step 1 of 5')]).toEqual([asked.id, true]);
    await settle();
    expect(webex.saidIn(group.id)).toHaveLength(3);
  });

  it('a conversation ends where Lotse is removed, and only there', async () => {
    const { webex, lotse } = world;
    const jan = webex.person('Jan');
    const group = webex.group('Short', [jan, webex.bot]);
    await webex.waitFor(group.id, 0);
    const route = () => lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: `webex|${group.id}` } });
    const gone = async () => JSON.stringify(await route());
    const before = await gone();
    webex.leave(group, jan);
    await settle();
    expect(await gone()).toBe(before);
    webex.leave(group, webex.bot);
    await until(async () => (await gone()) !== before, 'the conversation is known to have ended');
    const ended = webex.webhooks.sent.findLast(({ event }) => event === 'deleted')!;
    webex.join(group, webex.bot);
    await settle();
    const after = await gone();
    expect((await post(`${world.url}/api/webex`, ended.body, ended.headers)).status).toBe(200);
    expect(await gone()).toBe(after);
  });
});

it('is ready once Webex has said who Lotse is, and says how often it had to mend', async () => {
  const ready = await fetch(`${world.url}/readyz`).then(async (answer) => await answer.json() as { checks: object });
  expect(ready.checks).toMatchObject({ webex: 'ok' });
  expect(await fetch(`${world.url}/metrics`).then((answer) => answer.text())).toContain('lotse_webex_webhooks_repaired_total{how="create"} 6');
});

it('logs nothing of what was said and no error but what was mended or provoked', () => {
  const events = world.logged.filter((line) => line.includes('"level":"error"')).map((line) => (JSON.parse(line) as { event: string }).event);
  expect(new Set(events)).toEqual(new Set(['webex webhook repaired', 'request failed']));
  expect(world.logged.join('')).not.toMatch(/menu|Keller|the-token|the secret/);
});
