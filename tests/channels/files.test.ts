/** Files that people attach in Teams and on Webex, over real HTTP: noted with the turn, fetched after it from where they may come from, and gone with the person. */
import { createTeamsFetch } from '../../bot/channels/teams/files';
import { createNetwork, NetworkError, type FileNetwork } from '../../services/network';
import { startFileServer, type FileServer, type Holding } from '../fakes/fileServer';
import type { Person } from '../person';
import { post, until } from '../process';
import { startSecond } from '../secondLotse';
import { createWebexWorld, type WebexWorld } from '../webexWorld';
import { createWorld, type World } from '../world';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n and a picture', 'latin1');
const PDF = Buffer.from('%PDF-1.7\n1 0 obj');
const picture: Holding = { kind: 'file', bytes: PNG };
const KEPT = 'I cannot open files or pictures myself. What I can fetch I set aside for support.';
const UNREAD = 'I cannot open files or pictures yet.';
const ONLY = 'I can only keep PNG, JPEG, GIF, WebP, PDF, TXT, up to 10 MB each and at most 10 in one message; nothing else is kept.';

let server: FileServer;
beforeAll(async () => { server = await startFileServer(); });
beforeEach(() => { server.requests.length = 0; });
afterAll(() => server.stop());

describe('in Teams', () => {
  let world: World;
  beforeAll(async () => { world = await createWorld({ FILE_TIMEOUT_MS: '3000' }); });
  beforeEach(() => world.lotse.database.prisma.file.deleteMany());
  afterAll(() => world?.stop());
  const rows = () => world.lotse.database.prisma.file.findMany({ orderBy: [{ activityId: 'asc' }, { place: 'asc' }] });
  const ended = (count: number) => until(async () => (await world.lotse.database.prisma.file.count({ where: { state: { not: 'waiting' } } })) === count, `${count} files ended`);
  const image = (path: string, ...holdings: Holding[]) => ({ contentType: 'image/*', contentUrl: server.hold(path, ...holdings) });
  const shared = (name: string, fileType: string, path: string, ...holdings: Holding[]) => ({ contentType: 'application/vnd.microsoft.teams.file.download.info', name, content: { downloadUrl: server.hold(path, ...holdings), uniqueId: 'u', fileType } });
  const send = (person: Person, attachments: unknown[], text = '') => person.send({ type: 'message', text, attachments });
  const textOf = async (answer: Promise<readonly { readonly text: string }[]>) => (await answer).map(({ text }) => text).join('\n');

  it('pictures and files are kept with the turn that brought them, and the sender hears what is true', async () => {
    const ana = world.person('ana', { channel: 'msteams' });
    const text = await textOf(send(ana, [image('/a', picture), shared('Vertrag', 'pdf', '/b', { kind: 'file', bytes: PDF })]));
    expect(text).toContain(KEPT);
    expect(text).not.toContain('only keep');
    await ended(2);
    expect(await rows()).toMatchObject([
      { channel: 'msteams', activityId: 'ana-2', place: 0, name: null, contentType: 'image/png', size: PNG.length, state: 'kept', source: null },
      { place: 1, name: 'Vertrag.pdf', contentType: 'application/pdf', state: 'kept' },
    ]);
    // In local mode there is no bearer to give away.
    expect(server.requests).toEqual(expect.arrayContaining([{ path: '/a', authorization: undefined }, { path: '/b', authorization: undefined }]));
    expect(await (await fetch(`${world.url}/metrics`)).text()).toContain('lotse_files_total{result="kept"} 2');
  });

  it('words beside a file are understood as ever', async () => {
    const bea = world.person('bea', { channel: 'msteams' });
    const text = await textOf(send(bea, [image('/w', picture)], 'create a cisco account'));
    expect(text).toContain(KEPT);
    expect(text).toContain('Step 1 of 5');
    await ended(1);
  });

  it.each(['en', 'de', 'fr', 'ru', 'ar'])('is said in the language of the person (%s)', async (locale) => {
    const person = world.person(`leo-${locale}`, { channel: 'msteams', locale });
    const said = (await send(person, [image('/l', picture), shared('x', 'docx', '/x', picture)])).map(({ card }) => JSON.stringify(card)).join('');
    expect(said).toContain({ en: 'I set aside for support', de: 'lege ich für den Support beiseite', fr: 'mets de côté pour le support', ru: 'отложу для поддержки', ar: 'أحفظه للدعم' }[locale]);
    expect(said).toContain({ en: 'I can only keep', de: 'Aufbewahren kann ich nur', fr: 'Je ne peux conserver que', ru: 'Сохранить могу только', ar: 'لا يمكنني أن أحفظ سوى' }[locale]);
  });

  it('what cannot be kept is told at once where that is known, noted, and never fetched', async () => {
    const cleo = world.person('cleo', { channel: 'msteams' });
    expect(await textOf(send(cleo, [shared('Offerte', 'docx', '/docx', picture)]))).toContain(`${UNREAD} Please describe it in a few words. ${ONLY}`);
    expect(await textOf(send(cleo, [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${PNG.toString('base64')}` }]))).toContain(ONLY);
    expect(await textOf(send(cleo, Array.from({ length: 12 }, (_, number) => image(`/m${number}`, picture))))).toContain(ONLY);
    await ended(14);
    expect((await rows()).map(({ state, reason }) => reason ?? state)).toEqual(['type', 'forbidden', ...Array(10).fill('kept'), 'tooMany', 'tooMany']);
    expect(server.requests.map(({ path }) => path)).not.toContain('/docx');
  });

  it('a name is made harmless', async () => {
    const dan = world.person('dan', { channel: 'msteams' });
    await send(dan, [shared('../../etc/\u202Egnp.exe\u0007\u200b .png', 'png', '/n', picture)]);
    await ended(1);
    expect(await rows()).toMatchObject([{ name: 'gnp.exe .png', contentType: 'image/png' }]);
  });

  it('cards, formatted text and quoted messages are no files; a picture in the text is one, once', async () => {
    const eva = world.person('eva', { channel: 'msteams' });
    const html = (content: string) => ({ contentType: 'text/html', content });
    const none = [html('<p>menu</p>'), { contentType: 'application/vnd.microsoft.card.adaptive', content: {} }, { contentType: 'messageReference', content: '{}' }];
    expect(await textOf(send(eva, none, 'menu'))).not.toContain('files or pictures');
    const emoji = '<img itemtype="http://schema.skype.com/Emoji" src="https://statics.teams.cdn.office.net/x.png">';
    expect(await textOf(send(eva, [html(`<p>${emoji}</p>`)], 'menu'))).not.toContain('files or pictures');
    const inText = html(`<p>so:<img alt="image" src="${server.hold('/i?a=1&b=2', picture).replaceAll('&', '&amp;')}" itemtype="http://schema.skype.com/AMSImage"></p>`);
    expect(await textOf(send(eva, [inText]))).toContain(KEPT);
    expect(await textOf(send(eva, [image('/same', picture), html(`<img src="${server.url}/other">`)]))).toContain(KEPT);
    await ended(2);
    expect(server.requests.map(({ path }) => path)).toEqual(['/i?a=1&b=2', '/same']);
  });

  it('nobody waits for a file: the answer comes while it is still being fetched', async () => {
    const finn = world.person('finn', { channel: 'msteams' });
    await finn.arrives();
    await send(finn, [image('/slow', { kind: 'slow', ms: 1000, bytes: PNG })]);
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    await ended(1);
    expect(await rows()).toMatchObject([{ state: 'kept' }]);
  });

  it('an activity that comes twice is one file', async () => {
    const body = (conversation: string) => JSON.stringify({ type: 'message', id: 'twice', channelId: 'msteams', serviceUrl: world.connector.url, from: { id: 'gil' }, conversation: { id: conversation }, attachments: [image('/twice', picture)] });
    const headers = { 'content-type': 'application/json' };
    await Promise.all([1, 2, 3].map(() => post(`${world.url}/api/messages`, body('gil'), headers)));
    await ended(1);
    await post(`${world.url}/api/messages`, body('gil'), headers);
    expect(await rows()).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  it('what does not come at once is tried again as time goes by; where it was is in no log', async () => {
    const hal = world.person('hal', { channel: 'msteams' });
    await send(hal, [image('/secret-place', { kind: 'refuse', status: 503 }, { kind: 'cut' }, picture)]);
    await until(async () => (await rows())[0]?.tries === 1 && (await rows())[0]?.leasedUntil === null, 'a first try');
    await world.advance('PT5M');
    await ended(1);
    expect(await rows()).toMatchObject([{ state: 'kept', tries: 3 }]);
    expect(world.logged.join('')).not.toContain('secret-place');
    expect(world.logged.some((line) => line.includes('"file not kept"') && line.includes('"later"'))).toBe(true);
  });

  it('two instances fetch each file once', async () => {
    const second = await startSecond(world, { FILE_TIMEOUT_MS: '3000' });
    try {
      const people = Array.from({ length: 6 }, (_, number) => world.person(`ida${number}`, { channel: 'msteams' }));
      await Promise.all(people.map((person, at) => send(person, Array.from({ length: 5 }, (_, number) => image(`/two-${at}-${number}`, { kind: 'slow', ms: 10, bytes: PNG })))));
      await Promise.all([world.lotse.jobs.tick(), second.lotse.jobs.tick()]);
      await ended(30);
      expect(new Set(server.requests.map(({ path }) => path)).size).toBe(30);
      expect(server.requests).toHaveLength(30);
    } finally {
      await second.lotse.stop();
    }
  });

  it('"my data" lists them without their bytes, "delete my data" takes them along, and time does so for all', async () => {
    const [jan, kim] = [world.person('jan', { channel: 'msteams' }), world.person('kim', { channel: 'msteams' })];
    for (const person of [jan, kim]) await send(person, [shared('Rosenquarz', 'png', `/${person.name}`, picture), shared('Rosenkohl', 'zip', '/z', picture)]);
    await ended(4);
    const { contactId } = (await rows()).find(({ activityId }) => activityId === 'jan-2')!;
    const file = JSON.parse((await world.lotse.services.personalFiles.write(contactId))!) as { files: object[] };
    expect(file.files).toEqual([
      { name: 'Rosenquarz.png', contentType: 'image/png', size: PNG.length, at: expect.any(String) as string, state: 'kept', reason: null },
      { name: 'Rosenkohl.zip', contentType: null, size: null, at: expect.any(String) as string, state: 'refused', reason: 'type' },
    ]);
    await jan.says('delete my data');
    await jan.presses(jan.last.buttons.find(({ choice }) => choice === 'deleteForGood')!.title);
    expect((await rows()).map(({ activityId }) => activityId)).toEqual(['kim-2', 'kim-2']);
    expect((await world.lotse.database.prisma.erasure.findFirstOrThrow()).counts).toMatchObject({ files: 2 });
    await world.advance('P89D');
    expect(await rows()).toHaveLength(2);
    await world.advance('P2D');
    expect(await rows()).toEqual([]);
  }, 60_000);

  it('the web chat takes what lies in the message itself, and keeps of it what it is', async () => {
    const eve = world.person('eve', { locale: 'en-GB' });
    const carried = (name: string, type: string, bytes: Buffer) => ({ name, contentType: type, contentUrl: `data:${type};base64,${bytes.toString('base64')}` });
    const text = await textOf(send(eve, [carried('screen.png', 'image/png', PNG), carried('tool.exe', 'application/octet-stream', Buffer.from('MZ')), { name: 'x.png', contentType: 'image/png', contentUrl: 'data:image/png,not base64' }]));
    expect(text).toContain(KEPT);
    await ended(3);
    expect(await rows()).toMatchObject([
      { channel: 'webchat', name: 'screen.png', contentType: 'image/png', size: PNG.length, state: 'kept', source: null },
      { name: 'tool.exe', state: 'refused', reason: 'type', source: null }, { name: 'x.png', state: 'refused', reason: 'forbidden' },
    ]);
    const [said] = (await world.lotse.database.prisma.webchatActivity.findMany({ where: { activity: { contains: 'screen.png' } } })).map(({ activity }) => activity);
    expect(said).not.toContain('base64');
  });

  it('of links to elsewhere the web chat fetches none, and promises none', async () => {
    const lou = world.person('lou');
    expect(await textOf(send(lou, [image('/chat', picture)]))).toContain(UNREAD);
    expect(await rows()).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('on Webex', () => {
  let world: WebexWorld;
  beforeAll(async () => { world = await createWebexWorld({}, { FILE_TIMEOUT_MS: '20000' }); });
  beforeEach(() => world.lotse.database.prisma.file.deleteMany());
  afterEach(() => { jest.useRealTimers(); });
  afterAll(() => world?.stop());
  const rows = () => world.lotse.database.prisma.file.findMany({ orderBy: { place: 'asc' } });
  const ended = (count: number) => until(async () => (await world.lotse.database.prisma.file.count({ where: { state: { not: 'waiting' } } })) === count, `${count} files ended`);
  const fetches = () => world.webex.requests.filter(({ kind }) => kind === 'GET contents');

  async function sends(name: string, files: readonly string[], text = ''): Promise<string> {
    const person = world.person(name);
    const room = world.webex.directRoom(person.self);
    await person.arrives();
    const before = world.webex.saidIn(room.id).length;
    world.webex.say(room, person.self, { text, files });
    return (await world.webex.waitFor(room.id, before)).map((message) => message.text).join('\n');
  }

  it('files are fetched with the bearer from the API itself, whatever host a message names, and named by the answer', async () => {
    expect(await sends('Ana', [world.webex.upload('Störung.png', PNG), world.webex.upload('b.pdf', PDF)])).toContain(KEPT);
    await ended(2);
    expect(await rows()).toMatchObject([{ channel: 'webex', name: 'Störung.png', contentType: 'image/png', state: 'kept', source: null }, { name: 'b.pdf', contentType: 'application/pdf', state: 'kept' }]);
    expect(fetches().map(({ status }) => status)).toEqual([200, 200]);
  });

  it('what is no file of Webex is not fetched, and what it does not know is gone', async () => {
    const before = fetches().length;
    const said = await sends('Bea', ['https://evil.example/a.png', `${server.hold('/x', picture)}`, 'https://webexapis.com/v1/contents/../people/me', 'https://webexapis.com/v1/contents/unknown']);
    expect(said).toContain(KEPT);
    expect(said).toContain(ONLY);
    await ended(4);
    expect((await rows()).map(({ reason }) => reason)).toEqual(['forbidden', 'forbidden', 'forbidden', 'gone']);
    expect(fetches()).toHaveLength(before + 1);
    expect(server.requests).toEqual([]);
  });

  it('one that is still being scanned comes later, and keeps no other waiting', async () => {
    world.webex.mood({ kind: 'refuse', at: 'GET contents', status: 423, retryAfterSeconds: 40 });
    await sends('Cleo', [world.webex.upload('a.png', PNG), world.webex.upload('b.png', PNG)]);
    await ended(1);
    await until(async () => (await rows()).every(({ leasedUntil }) => leasedUntil === null), 'both were tried');
    await world.later(30_000);
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['kept', 'waiting']);
    await world.later(45_000);
    await ended(2);
    expect((await rows()).map(({ state }) => state)).toEqual(['kept', 'kept']);
  });

  it('patience that is asked for all files is kept by all', async () => {
    world.webex.mood({ kind: 'refuse', at: 'GET contents', status: 429, retryAfterSeconds: 1 });
    const early = world.webex.counts.early;
    await sends('Dina', [world.webex.upload('a.png', PNG)]);
    await until(async () => (await rows())[0]?.tries === 1 && (await rows())[0]?.leasedUntil === null, 'a first try');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await world.later(31_000);
    await ended(1);
    expect(await rows()).toMatchObject([{ state: 'kept', tries: 2 }]);
    expect(world.webex.counts.early).toBe(early);
  });

  it('a Lotse that dies between the commit and the first try leaves the file to the next one', async () => {
    // The next one finds what no one has touched: a row as the commit left it.
    const turn = { conversationId: 'webex|room', activityId: 'died', at: new Date() };
    const source = world.webex.upload('a.png', PNG).split('/').at(-1)!;
    await world.lotse.database.prisma.$transaction((transaction) => world.lotse.services.files.note([{ source }], { channel: 'webex', contactId: 'flo' })(transaction, turn));
    await world.restart();
    await ended(1);
    expect(await rows()).toMatchObject([{ state: 'kept', name: 'a.png', tries: 1 }]);
  });

  it('a Lotse that goes while it fetches leaves the file to the next one', async () => {
    world.webex.mood({ kind: 'slow', at: 'GET contents', ms: 4500 });
    await sends('Emil', [world.webex.upload('a.png', PNG)]);
    await until(async () => (await rows())[0]?.leasedUntil !== null, 'it is being fetched');
    await world.restart();
    expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1 }]);
    // A kill would leave it held.
    await world.lotse.database.prisma.file.updateMany({ data: { dueAt: new Date(), leasedUntil: new Date(Date.now() + 200_000) } });
    await world.later(60_000);
    expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1 }]);
    await world.later(201_000);
    await ended(1);
    expect(await rows()).toMatchObject([{ state: 'kept' }]);
  }, 30_000);
});

describe('where files of Teams may come from', () => {
  const ATTACHMENT = 'https://smba.trafficmanager.net/emea/v3/attachments/0-eus-d1/views/original';
  const SHARED = 'https://contoso-my.sharepoint.com/personal/ana/_layouts/15/download.aspx?UniqueId=1&tempauth=secret';
  const asked: { url: string; authorization: string | undefined; isPublic: boolean | undefined }[] = [];
  const state = { forgotten: 0, status: 200, location: undefined as string | undefined };
  const network: FileNetwork = {
    request: async () => { throw new NetworkError('unexpected', true); }, close: () => {},
    download: async ({ url, headers, isPublic }) => {
      asked.push({ url, authorization: headers?.authorization, isPublic });
      return { status: state.status, headers: state.location === undefined ? {} : { location: state.location }, bytes: PNG };
    },
  };
  const rule = { isLocal: false, hosts: ['smba.trafficmanager.net', '*.botframework.com'] };
  const build = (through: FileNetwork, parts: Partial<Parameters<typeof createTeamsFetch>[1]> = {}) => createTeamsFetch(through, { rule, hosts: ['*.sharepoint.com'], token: async () => 'the-bearer', forgetToken: () => { state.forgotten += 1; }, timeoutMs: 2000, ...parts });
  const from = (at: 'connector' | 'share', url: string, fetchFile = build(network)) => fetchFile(JSON.stringify({ at, url }), 1000);
  beforeEach(() => { asked.length = 0; Object.assign(state, { forgotten: 0, status: 200, location: undefined }); });

  it('pictures come from the connector with the bearer, shared files from SharePoint without', async () => {
    expect((await from('connector', ATTACHMENT)).kind).toBe('fetched');
    expect((await from('share', SHARED)).kind).toBe('fetched');
    expect(asked).toEqual([{ url: ATTACHMENT, authorization: 'Bearer the-bearer', isPublic: true }, { url: SHARED, authorization: undefined, isPublic: true }]);
  });

  it.each([
    ['connector', 'https://evil.example/v3/attachments/1/views/original'], ['connector', 'https://smba.trafficmanager.net.evil.example/v3/attachments/1/views/original'],
    ['connector', ATTACHMENT.replace('https:', 'http:')], ['connector', ATTACHMENT.replace('.net/', '.net:8443/')], ['connector', ATTACHMENT.replace('https://', 'https://a:b@')],
    ['connector', 'https://smba.trafficmanager.net/emea/v3/conversations/a:1/members'], ['connector', 'https://smba.trafficmanager.net/emea/v3/attachments/../conversations/members'],
    ['connector', 'https://smba.trafficmanager.net/emea/v3/attachments/1/views/..%2f..%2f..%2fconversations'], ['connector', SHARED], ['share', ATTACHMENT],
    ['share', 'https://sharepoint.com.evil.example/a'], ['share', 'https://evilsharepoint.com/a'], ['share', 'http://contoso.sharepoint.com/a'], ['share', 'https://169.254.169.254/metadata'], ['share', 'https://localhost/a'],
  ] as const)('nothing comes from elsewhere (%s, %s)', async (at, url) => {
    expect(await from(at, url)).toEqual({ kind: 'refused', reason: 'forbidden' });
    expect(asked).toEqual([]);
  });

  it('a redirect leads to nobody else, and takes the bearer nowhere', async () => {
    Object.assign(state, { status: 302, location: 'http://10.0.0.1/secret' });
    expect(await from('connector', ATTACHMENT)).toEqual({ kind: 'refused', reason: 'forbidden' });
    state.location = 'https://contoso.sharepoint.com/x';
    expect(await from('connector', ATTACHMENT)).toEqual({ kind: 'refused', reason: 'forbidden' });
    expect(asked.map(({ url }) => url)).toEqual([ATTACHMENT, ATTACHMENT]);
  });

  it('a bearer that is refused is fetched anew for the next try; without a sign-in nothing leaves', async () => {
    state.status = 401;
    expect(await from('connector', ATTACHMENT)).toEqual({ kind: 'later' });
    expect(state.forgotten).toBe(1);
    // To an address that is good for whoever has it, a refusal is the end.
    expect(await from('share', SHARED)).toEqual({ kind: 'refused', reason: 'forbidden' });
    asked.length = 0;
    expect(await from('connector', ATTACHMENT, build(network, { token: async () => { throw new Error('down'); } }))).toEqual({ kind: 'later' });
    expect(asked).toEqual([]);
  });

  it('a name of an allowed host that leads into our own network is not asked', async () => {
    const real = createNetwork();
    const fetchFile = build(real, { rule: { isLocal: false, hosts: ['localhost'] }, hosts: ['localhost'] });
    expect(await from('share', 'https://localhost/a', fetchFile)).toEqual({ kind: 'refused', reason: 'forbidden' });
    expect(await from('connector', 'https://localhost/v3/attachments/1/views/original', fetchFile)).toEqual({ kind: 'refused', reason: 'forbidden' });
    real.close();
  });
});
