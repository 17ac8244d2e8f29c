/** The audit trail: whatever was changed, removed or put in between shows, and the serving role can only add where another owns the tables. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { readSettings } from '../../bot/env';
import { openDatabase, type Database } from '../../prisma/database';
import { verifyTrail, type TrailQuery } from '../../prisma/auditTrail';
import { createAudit, type Audit } from '../../services/audit';
import { createAuditChecks } from '../../services/auditChecks';
import { createMemory } from '../../services/memory';
import { clockAt } from '../clocks';
import { onServer, openTestDatabase } from '../database';

const AT = new Date('2027-01-01T10:00:00.123Z');
let database: Database;
let audit: Audit;

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); audit = createAudit(database); });
afterAll(() => database.close());
beforeEach(async () => {
  await database.run({ name: 'a', text: 'DELETE FROM "AuditEntry"' }, []);
  await database.run({ name: 'b', text: 'DELETE FROM "Memory" WHERE name = \'audit.end\'' }, []);
  for (const count of [1, 2, 3, 4]) await write(audit, count);
});

const write = (trail: Audit, count: number, at = new Date(AT.getTime() + count * 1000)) => trail.note({ at, agentId: 'anna', agentName: 'Anna', act: `act ${count}`, kind: 'handoff', subject: `h${count % 2}`, before: { z: 1, a: [1, { y: null, b: 'é' }] }, after: { roles: ['agent'] } });
const run = (text: string) => database.run({ name: text.slice(0, 60), text }, []);
const ids = async () => (await run('SELECT id::text AS id FROM "AuditEntry" ORDER BY "AuditEntry".id') as { id: string }[]).map(({ id }) => id);

it('holds as it was written, and is read newest first', async () => {
  expect(await audit.verify()).toEqual({ holds: true, rows: 4, brokenAt: null });
  const { rows, hasMore } = await audit.read({ subject: 'h1' }, 1);
  expect([rows.map(({ act, before }) => [act, before]), hasMore]).toEqual([[['act 3', { z: 1, a: [1, { y: null, b: 'é' }] }]], true]);
  expect((await audit.read({ before: rows[0]!.id, agent: 'anna' }, 10)).rows.map(({ act }) => act)).toEqual(['act 2', 'act 1']);
});

it.each([
  ['a changed word', 'UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'', 1],
  ['a changed person', 'UPDATE "AuditEntry" SET "agentId" = NULL WHERE act = \'act 2\'', 1],
  ['a changed time', 'UPDATE "AuditEntry" SET at = at + interval \'1 ms\' WHERE act = \'act 2\'', 1],
  ['a changed value', 'UPDATE "AuditEntry" SET after = \'{"roles":["admin"]}\' WHERE act = \'act 2\'', 1],
  ['a value that is gone', 'UPDATE "AuditEntry" SET before = NULL WHERE act = \'act 2\'', 1],
  ['a row that is gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 2\'', 2],
  ['the first row gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 1\'', 1],
  ['the last row gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 4\'', 3],
  ['all rows gone', 'DELETE FROM "AuditEntry"', 3],
  ['a row put in behind', 'INSERT INTO "AuditEntry" (at, "agentName", act, kind, subject, "previousHash", hash) SELECT at, \'Eve\', \'x\', \'y\', \'z\', hash, \'made up\' FROM "AuditEntry" WHERE act = \'act 4\'', 4],
  ['two rows swapped', 'UPDATE "AuditEntry" SET id = -id WHERE act IN (\'act 2\', \'act 3\')', 0],
])('finds %s', async (_what, statement, place) => {
  const before = await ids();
  await run(statement);
  const { holds, brokenAt } = await audit.verify();
  expect(holds).toBe(false);
  expect(brokenAt).toBe((place === 0 ? await ids() : [...before, String(Number(before.at(-1)) + 1)])[place]);
});

it('is one chain, however many write at once', async () => {
  await Promise.all([5, 6, 7, 8, 9, 10].map((count) => write(audit, count)));
  expect(await audit.verify()).toEqual({ holds: true, rows: 10, brokenAt: null });
});

it('forgets what was kept long enough, and says so in itself', async () => {
  const now = new Date('2029-01-02T00:00:00Z');
  expect(await audit.forget(new Date(AT.getTime() + 2500), now)).toBe(2);
  expect(await audit.verify()).toEqual({ holds: true, rows: 3, brokenAt: null });
  expect(await audit.forget(new Date(AT.getTime() + 2500), now)).toBe(0);
  await run('DELETE FROM "AuditEntry" WHERE act = \'act 3\'');
  expect((await audit.verify()).holds).toBe(false);
});

it.each([['before the first row is read', 'act = $1', 0], ['between two pages', 'AuditEntry".id LIMIT', 1]])('holds where old rows go while all of it is checked: %s', async (_when, what, pages) => {
  let isForgotten = false;
  const query: TrailQuery = async (text, values) => {
    const found = await database.prisma.$queryRawUnsafe<unknown[]>(text, ...values);
    const isThen = !isForgotten && text.includes(what);
    if (isThen) isForgotten = true;
    if (isThen) await audit.forget(new Date(AT.getTime() + 2500), new Date('2029-01-02T00:00:00Z'));
    return isThen && pages > 0 ? found.slice(0, pages) : found;
  };
  expect((await verifyTrail(query))!.chain).toEqual({ holds: true, rows: 3, brokenAt: null });
});

describe('a look at the page', () => {
  const KEY = Buffer.from('the key of the tests');
  let asked = 0;
  const checks = (key = KEY) => createAuditChecks({ audit: { verifyFrom: (anchor) => { if (!anchor) asked += 1; return audit.verifyFrom(anchor); }, hasKept: (anchor) => audit.hasKept(anchor) }, memory: createMemory(database), clock: clockAt(() => now), key });
  let now = AT;
  beforeEach(async () => { [asked, now] = [0, AT]; await run('DELETE FROM "Memory" WHERE name = \'audit.checked\''); });

  it('checks all the first time, and what came since from then on', async () => {
    expect(await checks().look()).toEqual({ holds: true, rows: 4, brokenAt: null, wholeAt: AT });
    await write(audit, 5);
    expect(await checks().look()).toEqual({ holds: true, rows: 5, brokenAt: null, wholeAt: AT });
    expect(asked).toBe(1);
  });
  it('does not rest on an old result, whoever has put it back', async () => {
    await checks().look();
    await run('UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'');
    now = new Date(AT.getTime() + 26 * 3_600_000);
    expect(await checks().look()).toMatchObject({ holds: true, wholeAt: AT });
    now = new Date(now.getTime() + 1);
    expect(await checks().look()).toMatchObject({ holds: false, wholeAt: now });
  });
  it('does not cover what was found later by what began earlier; what was found by a clock that was set back since counts for a day, too', async () => {
    await checks().check();
    const memory = createMemory(database);
    const early = (await memory.find('audit.checked'))!;
    now = new Date(AT.getTime() + 1000);
    await run('UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'');
    await checks().check();
    const late = (await memory.find('audit.checked'))!;
    let times = 0;
    // It begins at the first look at the clock, and is done after the other one.
    await createAuditChecks({ audit, memory, clock: clockAt(() => (times++ === 0 ? AT : now)), key: KEY }).check();
    expect([early === late, await memory.find('audit.checked')]).toEqual([false, late]);
    now = new Date(AT.getTime() - 27 * 3_600_000);
    expect(await checks().look()).toMatchObject({ holds: false, wholeAt: now });
    expect(await memory.find('audit.checked')).not.toBe(late);
  });
  it.each([
    ['a new row that was changed', 'UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 5\''], ['a new row that is gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 5\''], ['the last row gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 6\''],
    ['the row from which it goes on gone', 'DELETE FROM "AuditEntry" WHERE act = \'act 4\''], ['the row from which it goes on changed', 'UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 4\''], ['all rows gone', 'DELETE FROM "AuditEntry"'],
  ])('finds %s', async (_what, statement) => {
    await checks().look();
    for (const count of [5, 6]) await write(audit, count);
    await run(statement);
    expect((await checks().look()).holds).toBe(false);
  });
  it('does not see an old row that was changed; the check of all of it does, and it stays broken', async () => {
    await checks().look();
    await run('UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'');
    expect((await checks().look()).holds).toBe(true);
    expect((await checks().check()).holds).toBe(false);
    expect(await checks().look()).toMatchObject({ holds: false, brokenAt: (await ids())[1] });
  });
  /** Row 2 taken out and all that follows hashed anew, with the ids that they had: nobody needs a key for that. */
  const rewrite = async () => {
    const [first, , ...rest] = (await audit.read({}, 10)).rows.toReversed();
    await run(`DELETE FROM "AuditEntry" WHERE id > ${first!.id}`);
    for (const { id, agentId, ...entry } of rest) {
      await audit.note({ ...entry, ...(agentId !== null && { agentId }) });
      await run(`UPDATE "AuditEntry" SET id = ${id} WHERE id = (SELECT max(id) FROM "AuditEntry")`);
    }
    await run('UPDATE "Memory" SET value = (SELECT id || \' \' || hash FROM "AuditEntry" ORDER BY id DESC LIMIT 1) WHERE name = \'audit.end\'');
  };
  it('finds a chain that was hashed anew around a row that is gone, now and ever after', async () => {
    await checks().look();
    const end = (await ids())[3];
    await rewrite();
    expect(await audit.verify()).toEqual({ holds: true, rows: 3, brokenAt: null });
    expect(await checks().look()).toEqual({ holds: false, rows: 3, brokenAt: end, wholeAt: AT });
    await write(audit, 5);
    for (const hours of [1, 30]) {
      now = new Date(AT.getTime() + hours * 3_600_000);
      expect(await checks().check()).toMatchObject({ holds: false, brokenAt: end, wholeAt: now });
    }
  });
  it('finds it where it was first broken in plain sight, and where a made-up entry says that the row was kept long enough', async () => {
    await checks().look();
    const [, second, , end] = await ids();
    await run('UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'');
    expect(await checks().check()).toMatchObject({ holds: false, brokenAt: second });
    await rewrite();
    expect(await checks().check()).toMatchObject({ holds: false, brokenAt: end });
    await audit.note({ at: now, agentName: 'Lotse', act: 'forgotten', kind: 'audit', subject: String(Number(end) + 1), after: { hash: '' } });
    expect(await audit.verify()).toMatchObject({ holds: true });
    expect(await checks().check()).toMatchObject({ holds: false, brokenAt: end });
  });
  it('holds where all that was checked was kept long enough', async () => {
    await checks().look();
    expect(await audit.forget(new Date(AT.getTime() + 60_000), new Date('2029-01-02T00:00:00Z'))).toBe(4);
    expect(await checks().look()).toMatchObject({ holds: true, rows: 1 });
    now = new Date(now.getTime() + 1000);
    expect(await checks().check()).toMatchObject({ holds: true, rows: 1 });
  });
  it.each([['made up', 'x {"holds":true,"rows":4,"brokenAt":null,"at":"2027-01-01T10:00:00.123Z","end":null}'], ['cut off', ''], ['gone', undefined]])('does not rely on a result that was %s', async (_how, value) => {
    await checks().look();
    await run('UPDATE "AuditEntry" SET act = \'nothing\' WHERE act = \'act 2\'');
    if (value === undefined) await run('DELETE FROM "Memory" WHERE name = \'audit.checked\'');
    else await createMemory(database).keep('audit.checked', value);
    expect((await checks().look()).holds).toBe(false);
  });
  it('does not rely on a result sealed with another key, nor on one from before old rows went', async () => {
    await checks(Buffer.from('another key')).look();
    await checks().look();
    expect(asked).toBe(2);
    await audit.forget(new Date(AT.getTime() + 2500), new Date('2029-01-02T00:00:00Z'));
    expect(await checks().look()).toMatchObject({ holds: true, rows: 3 });
    expect(asked).toBe(3);
  });
  it('that comes while all of it is checked waits for the same answer', async () => {
    const both = checks();
    await Promise.all([both.look(), both.look(), both.check()]);
    expect(asked).toBe(1);
  });
  it('holds while others write', async () => {
    const writing = Promise.all([5, 6, 7, 8, 9].map((count) => write(audit, count)));
    for (let times = 0; times < 5; times += 1) expect((await audit.verify()).holds).toBe(true);
    await writing;
  });
});

const server = process.env.TEST_DATABASE_URL;
(server ? it : it.skip)('cannot be changed by the serving role where another owns the tables, which forgets at the start', async () => {
  const name = `lotse_audit_${randomUUID().replaceAll('-', '')}`;
  await onServer(server!, `CREATE DATABASE ${name}`);
  await onServer(server!, `CREATE ROLE ${name} LOGIN PASSWORD 'serving'`);
  const owner = Object.assign(new URL(server!), { pathname: `/${name}` }).href;
  const serving = Object.assign(new URL(owner), { username: name, password: 'serving' }).href;
  const settings = { ...readSettings({}).database, url: serving, migrateUrl: owner, auditMonths: 24 };
  const first = await openDatabase(settings);
  const trail = createAudit(first);
  await write(trail, 1, new Date('2020-01-01T00:00:00Z'));
  await write(trail, 2, new Date());
  for (const text of ['UPDATE "AuditEntry" SET act = \'x\'', 'DELETE FROM "AuditEntry"', 'TRUNCATE "AuditEntry"', 'DROP TABLE "AuditEntry"', 'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL']) {
    const client = new Client({ connectionString: serving });
    await client.connect();
    await expect(client.query(text)).rejects.toThrow(/permission denied|must be owner/);
    await client.end();
  }
  await first.close();
  const second = await openDatabase(settings);
  expect(await createAudit(second).verify()).toMatchObject({ holds: true, rows: 2 });
  expect((await createAudit(second).read({}, 10)).rows.map(({ act }) => act)).toEqual(['forgotten', 'act 2']);
  await second.close();
  await onServer(server!, `DROP DATABASE ${name} WITH (FORCE)`);
  await onServer(server!, `DROP ROLE ${name}`);
});
