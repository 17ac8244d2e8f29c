/** Files that contacts attach: noted with the turn, fetched once by however many instances, judged by their bytes, and gone with the person. */
import { createHash } from 'node:crypto';
import { readSettings } from '../../bot/env';
import { download, fetchedOf } from '../../bot/channels/fetching';
import type { Database, Transaction } from '../../prisma/database';
import { createFiles, type Attached, type FileEnd, type FileSettings, type Files, type Reach, type WaitingFile } from '../../services/files';
import { createNetwork, type FileNetwork } from '../../services/network';
import { createRandom } from '../../services/random';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';
import { startFileServer, type FileServer, type Holding } from '../fakes/fileServer';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMIT = 200_000;
const PNG = Buffer.from('\x89PNG\r\n\x1a\n and a picture', 'latin1');
const PDF = Buffer.from('%PDF-1.7\n1 0 obj');
const TEXT = Buffer.from('2026-11-21 Fehler: Zugriff verweigert\n');
const SETTINGS: FileSettings = { ...readSettings({}).files, limitBytes: LIMIT, perDay: 30, leaseMs: 5 * MINUTE };

let database: Database;
let server: FileServer;
let network: FileNetwork;
let now: Date;
let files: Files;
/** Long but where nothing comes: this machine may be busy. */
let patienceMs: number;
const build = (settings: Partial<FileSettings> = {}) => createFiles(database, clockAt(() => now), createRandom(), { ...SETTINGS, ...settings });
const pass = (ms: number) => { now = new Date(now.getTime() + ms); };
const reach: Reach = async ({ source }, limitBytes) => fetchedOf(await download(network, { url: source, timeoutMs: patienceMs, limitBytes, isPublic: false }));
const rows = () => database.prisma.file.findMany({ orderBy: [{ activityId: 'asc' }, { place: 'asc' }] });

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  server = await startFileServer();
  network = createNetwork();
});
beforeEach(async () => {
  await database.prisma.file.deleteMany();
  server.requests.length = 0;
  server.poured.bytes = 0;
  now = new Date('2026-11-21T12:00:00.000Z');
  files = build();
  patienceMs = 5000;
});
afterAll(async () => {
  network.close();
  await server.stop();
  await database.close();
});

/** Commits what a message brought, as a turn does. */
async function bring(attached: readonly Attached[], activityId = 'a1', contactId = 'ana', by = files): Promise<void> {
  const noted = by.note(by.judge(attached), { channel: 'msteams', contactId });
  await database.prisma.$transaction((transaction: Transaction) => noted(transaction, { conversationId: `msteams|${contactId}`, activityId, at: now }));
}

/** Fetches all that is due. */
async function fetchAll(by = files): Promise<FileEnd[]> {
  const ends: FileEnd[] = [];
  for (let file = await by.claim(); file; file = await by.claim()) ends.push(await by.take(file, reach));
  return ends;
}

async function bringOne(...holdings: Holding[]): Promise<void> {
  await bring([{ name: 'a.png', contentType: 'image/png', source: server.hold('/one', ...holdings) }]);
}
const file = (bytes: Uint8Array, rest: { isUnmeasured?: true; disposition?: string } = {}): Holding => ({ kind: 'file', bytes, ...rest });

it('is kept with its bytes, its kind and its name; the address of it is forgotten', async () => {
  await bring([{ name: 'Bildschirm.png', contentType: 'image/*', source: server.hold('/p', file(PNG)) }, { name: 'x', source: server.hold('/d', file(PDF)) }, { source: server.hold('/t', file(TEXT, { disposition: 'attachment; filename="Protokoll für Ana.log"' })) }]);
  expect((await rows()).map(({ state, bytes }) => [state, bytes])).toEqual(Array(3).fill(['waiting', null]));
  expect(await fetchAll()).toEqual(['kept', 'kept', 'kept']);
  const kept = await rows();
  expect(kept).toMatchObject([
    { name: 'Bildschirm.png', contentType: 'image/png', size: PNG.length, state: 'kept', reason: null, source: null, leasedUntil: null, tries: 1, endedAt: now, contactId: 'ana', conversationId: 'msteams|ana', place: 0 },
    { name: 'x', contentType: 'application/pdf', place: 1 }, { name: 'Protokoll für Ana.log', contentType: 'text/plain', place: 2 },
  ]);
  expect(kept.map(({ bytes }) => Buffer.from(bytes!))).toEqual([PNG, PDF, TEXT]);
  expect(await files.nextDue()).toBeUndefined();
});

it('one of ten megabytes is kept whole', async () => {
  const large = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024 - PNG.length, 7)]);
  files = build({ limitBytes: 10 * 1024 * 1024 });
  await bringOne(file(large));
  expect(await fetchAll()).toEqual(['kept']);
  expect(await database.prisma.$queryRaw`SELECT md5(bytes) AS sum, size FROM "File"`).toEqual([{ sum: createHash('md5').update(large).digest('hex'), size: large.length }]);
});

it.each<[string, Holding[], FileEnd, string | null]>([
  ['says that it is too large', [file(Buffer.concat([PNG, Buffer.alloc(LIMIT)]))], 'tooLarge', 'tooLarge'],
  ['is too large without saying so', [file(Buffer.concat([PNG, Buffer.alloc(LIMIT)]), { isUnmeasured: true })], 'tooLarge', 'tooLarge'],
  ['does not end', [{ kind: 'endless' }], 'tooLarge', 'tooLarge'],
  ['is a program called a picture', [file(Buffer.from('MZ\x90\0\x03\0\0\0'))], 'type', 'type'],
  ['is a zip', [file(Buffer.from('PK\x03\x04\x14\0\0\0'))], 'type', 'type'],
  ['is nothing', [file(Buffer.alloc(0))], 'empty', 'empty'],
  ['is not there', [{ kind: 'refuse', status: 404 }], 'gone', 'gone'],
  ['was there', [{ kind: 'refuse', status: 410 }], 'gone', 'gone'],
  ['is not for Lotse', [{ kind: 'refuse', status: 401 }], 'forbidden', 'forbidden'],
  ['cannot be scanned', [{ kind: 'refuse', status: 428 }], 'unsafe', 'unsafe'],
  ['is elsewhere', [{ kind: 'redirect', to: 'http://localhost:1/a' }], 'forbidden', 'forbidden'],
  ['goes round in circles', [{ kind: 'redirect', to: '/one' }], 'forbidden', 'forbidden'],
  ['is slow', [{ kind: 'slow', ms: 20, bytes: PNG }], 'kept', null],
  ['does not come', [{ kind: 'silent' }], 'later', null],
  ['stops on its way', [{ kind: 'stuck' }], 'later', null],
  ['is cut off', [{ kind: 'cut' }], 'later', null],
  ['is being scanned', [{ kind: 'refuse', status: 423 }], 'later', null],
  ['lies with somebody who is down', [{ kind: 'refuse', status: 503 }], 'later', null],
])('what %s ends so', async (_what, holdings, end, reason) => {
  if (holdings.some(({ kind }) => kind === 'silent' || kind === 'stuck')) patienceMs = 50;
  await bringOne(...holdings);
  expect(await fetchAll()).toEqual([end]);
  const [row] = await rows();
  expect(row).toMatchObject({ reason, state: end === 'kept' ? 'kept' : end === 'later' ? 'waiting' : 'refused' });
  if (end !== 'kept') expect(row!.bytes).toBeNull();
  expect(row!.source === null).toBe(end !== 'later');
  // The pipe holds some more, but nobody reads on.
  expect(server.poured.bytes).toBeLessThan(16 * 1024 * 1024);
});

it('a redirect that stays where it was asked is followed', async () => {
  server.hold('/real', file(PNG));
  await bringOne({ kind: 'redirect', to: '/real' });
  expect(await fetchAll()).toEqual(['kept']);
});

describe('trying again', () => {
  it('comes at once, then with patience, and takes what has become of it meanwhile', async () => {
    await bringOne({ kind: 'refuse', status: 503 }, { kind: 'cut' }, file(PNG));
    expect(await fetchAll()).toEqual(['later']);
    expect(await fetchAll()).toEqual([]);
    expect(await files.nextDue()).toEqual(new Date(now.getTime() + MINUTE / 2));
    pass(MINUTE / 2);
    expect(await fetchAll()).toEqual(['later']);
    pass(MINUTE);
    expect(await fetchAll()).toEqual(['kept']);
  });

  it('ends where it is gone after a while', async () => {
    await bringOne({ kind: 'refuse', status: 503 }, { kind: 'refuse', status: 404 });
    expect(await fetchAll()).toEqual(['later']);
    pass(MINUTE);
    expect(await fetchAll()).toEqual(['gone']);
  });

  it('obeys who asks for patience, up to an hour', async () => {
    await bringOne({ kind: 'refuse', status: 429, headers: { 'retry-after': '600' } }, { kind: 'refuse', status: 429, headers: { 'retry-after': '999999999' } });
    await fetchAll();
    expect(await files.nextDue()).toEqual(new Date(now.getTime() + 10 * MINUTE));
    pass(10 * MINUTE);
    await fetchAll();
    expect(await files.nextDue()).toEqual(new Date(now.getTime() + HOUR));
  });

  it('ends after a day', async () => {
    await bringOne({ kind: 'refuse', status: 500 });
    const began = now.getTime();
    const ends: FileEnd[] = [];
    for (let due = await files.nextDue(); due; due = await files.nextDue()) {
      now = due;
      ends.push(...await fetchAll());
    }
    expect(ends.at(-1)).toBe('failed');
    expect(ends.slice(0, -1).every((end) => end === 'later')).toBe(true);
    expect(ends.length).toBeGreaterThan(20);
    expect(now.getTime() - began).toBeLessThanOrEqual(24 * HOUR);
    expect((await rows())[0]).toMatchObject({ state: 'refused', reason: 'failed', source: null });
  });

  it('ends after a day, too, where everything breaks; but what nobody has tried yet is tried', async () => {
    await bringOne(file(PNG));
    await expect(files.take((await files.claim())!, () => { throw new Error('broken'); })).rejects.toThrow('broken');
    pass(25 * HOUR);
    expect(await fetchAll()).toEqual(['failed']);
    await bring([{ source: server.hold('/asleep', file(PNG)) }], 'a2');
    pass(25 * HOUR);
    expect(await fetchAll()).toEqual(['kept']);
  });

  it('what is fresh comes before what has been tried', async () => {
    await bringOne({ kind: 'refuse', status: 503 });
    await fetchAll();
    pass(MINUTE);
    await bring([{ source: server.hold('/fresh', file(PNG)) }], 'a2');
    server.requests.length = 0;
    await fetchAll();
    expect(server.requests.map(({ path }) => path)).toEqual(['/fresh', '/one']);
  });
});

describe('once', () => {
  it('three instances fetch forty files once each', async () => {
    const attached = Array.from({ length: 10 }, (_, number) => ({ source: server.hold(`/f${number}`, file(PNG)) }));
    for (const contact of ['ana', 'bert', 'cleo', 'dina']) await bring(attached, 'a1', contact);
    const ends = (await Promise.all([build(), build(), build()].map((instance) => fetchAll(instance)))).flat();
    expect(ends).toEqual(Array(40).fill('kept'));
    expect(server.requests).toHaveLength(40);
    expect(await database.prisma.file.count({ where: { state: 'kept' } })).toBe(40);
  });

  it('a process that dies while it fetches leaves the file to the next one, and comes too late if it lives', async () => {
    await bringOne(file(PNG));
    const dead = await files.claim() as WaitingFile;
    expect(await files.claim()).toBeUndefined();
    expect(await files.nextDue()).toEqual(new Date(now.getTime() + SETTINGS.leaseMs));
    pass(SETTINGS.leaseMs);
    const living = await files.claim() as WaitingFile;
    expect(await files.take(dead, async () => ({ kind: 'refused', reason: 'gone' }))).toBeUndefined();
    expect(await files.take(living, reach)).toBe('kept');
    expect(await files.take(dead, async () => ({ kind: 'later' }))).toBeUndefined();
    expect(await rows()).toMatchObject([{ state: 'kept', tries: 2 }]);
  });

  it('an activity that comes again, however late, changes nothing', async () => {
    await bringOne(file(PNG));
    await fetchAll();
    await bringOne(file(PDF));
    expect(await fetchAll()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'kept', contentType: 'image/png' }]);
  });

  it('what a turn noted that was given up was never noted', async () => {
    await expect(database.prisma.$transaction(async (transaction: Transaction) => {
      await files.note(files.judge([{ source: 'x' }]), { channel: 'webex', contactId: 'ana' })(transaction, { conversationId: 'c', activityId: 'a', at: now });
      throw new Error('given up');
    })).rejects.toThrow('given up');
    expect(await rows()).toEqual([]);
  });
});

describe('what cannot be kept', () => {
  it('is told by its number, its announced kind, and where it lies; nobody fetches it', async () => {
    const judged = files.judge([{ name: 'a.docx', source: 's' }, { name: 'b.png' }, { name: 'c.log', source: 's' }, { contentType: 'video/mp4', source: 's' }, ...Array.from({ length: 8 }, () => ({ source: 's' }))]);
    expect(judged.map(({ reason }) => reason)).toEqual(['type', 'forbidden', undefined, 'type', ...Array(6).fill(undefined), 'tooMany', 'tooMany']);
    expect(build({ kinds: ['pdf'] }).judge([{ contentType: 'image/png', source: 's' }, { contentType: 'image/*', source: 's' }, { name: 'x.PDF', source: 's' }]).map(({ reason }) => reason)).toEqual(['type', undefined, undefined]);
    await bring([{ name: 'a.docx', source: server.hold('/w', file(PNG)) }]);
    expect(await rows()).toMatchObject([{ name: 'a.docx', state: 'refused', reason: 'type', source: null, endedAt: now }]);
    expect(await files.claim()).toBeUndefined();
  });

  it('an endless list is noted as far as it tells that there was more', async () => {
    await bring(Array.from({ length: 5000 }, () => ({ source: 's' })));
    expect((await rows()).map(({ reason }) => reason)).toEqual([...Array(10).fill(null), ...Array(10).fill('tooMany')]);
  });

  it('nobody fills the database: the day\'s number is kept, the next day again', async () => {
    const ten = Array.from({ length: 10 }, () => ({ source: server.hold('/q', file(PNG)) }));
    for (const activity of ['a1', 'a2', 'a3', 'a4']) await bring(ten, activity);
    expect(await database.prisma.file.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } })).toEqual([{ state: 'refused', _count: 10 }, { state: 'waiting', _count: 30 }]);
    pass(25 * HOUR);
    await bring(ten, 'a5');
    expect(await database.prisma.file.count({ where: { activityId: 'a5', state: 'waiting' } })).toBe(10);
  });

  it('a kind that is not wished is not kept, though it is known', async () => {
    files = build({ kinds: ['pdf'] });
    await bringOne(file(PNG));
    await bring([{ source: server.hold('/d', file(PDF)) }], 'a2');
    expect(await rows()).toMatchObject([{ reason: 'type' }, { reason: null }]);
    expect(await fetchAll()).toEqual(['kept']);
  });
});

describe('whose they are', () => {
  const erase = (contactId: string, conversationIds: string[]) => database.prisma.$transaction((transaction: Transaction) => files.erase(transaction, { contactId, conversationIds, emails: [], provenEmails: [], successorId: 'new', present: { conversationId: 'c', activityId: 'e', at: now } }));

  it('they go with the person, even one that is just being fetched, and nobody else\'s', async () => {
    await bringOne(file(PNG));
    await bring([{ source: server.hold('/b', file(PDF)) }], 'b1', 'bert');
    await fetchAll();
    await bring([{ source: server.hold('/l', file(PDF)) }], 'a2');
    const fetching = await files.claim() as WaitingFile;
    expect(await erase('ana', ['msteams|ana'])).toBe(2);
    expect(await files.take(fetching, reach)).toBeUndefined();
    expect(await rows()).toMatchObject([{ contactId: 'bert', state: 'kept' }]);
    // What came in a conversation of the person goes, too, whoever it was noted for.
    expect(await erase('nobody', ['msteams|bert'])).toBe(1);
  });

  it('they follow where two contacts turn out to be one, also while they are fetched', async () => {
    await bringOne(file(PNG));
    const fetching = await files.claim() as WaitingFile;
    await database.prisma.$transaction(async (transaction: Transaction) => files.merge(transaction, { from: 'ana', into: 'anna' }, now));
    expect(await files.take(fetching, reach)).toBe('kept');
    expect(await rows()).toMatchObject([{ contactId: 'anna', state: 'kept' }]);
  });

  it('they are forgotten after their time, whatever became of them', async () => {
    await bringOne(file(PNG));
    await fetchAll();
    pass(HOUR);
    await bring([{ name: 'a.zip', source: 's' }, { source: 's' }], 'a2');
    pass(HOUR);
    await bring([{ source: 's' }], 'a3');
    expect(await files.forget(new Date(now.getTime() - HOUR / 2))).toBe(3);
    expect(await rows()).toMatchObject([{ activityId: 'a3' }]);
  });
});
