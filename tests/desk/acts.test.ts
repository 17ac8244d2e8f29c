/** What agents do at the desk: each once, with its line in the audit trail, which names nobody. */
import { findText, LANGUAGES } from '../../locales';
import type { AskedCorrection } from '../../services/desk/corrections';
import { CORRECTABLE } from '../../services/desk/records';
import { seedsIn } from '../../services/desk/cannedAnswers';
import { findOvertaking } from '../../prisma/overtaken';
import { addPartner, ANNA, daysFromNow, NOW, openDesk, type DeskStage } from './stage';

let desk: DeskStage;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());
afterEach(async () => {
  const { prisma } = desk.database;
  for (const table of [prisma.notice, prisma.membership, prisma.agreement, prisma.partner, prisma.contact, prisma.cannedAnswer, prisma.memory]) await (table.deleteMany as () => Promise<unknown>)();
});
const trail = async () => (await desk.reads.audit({})).entries.map(({ act, subject, before, after }) => [act, subject, before, after]);

it('a renewal that a contact claimed is confirmed once; then it is ALSO\'s own', async () => {
  await addPartner(desk.database, 'claimed', { expiresIn: 370, agreement: { from: 'contact', claimedAt: NOW, claimedBy: 'of-claimed', previousExpiresOn: daysFromNow(5) } });
  expect([await desk.acts.confirmRenewal(ANNA, 'claimed'), await desk.acts.confirmRenewal(ANNA, 'claimed'), await desk.acts.confirmRenewal(ANNA, 'nobody')]).toEqual([true, false, false]);
  expect(await desk.database.prisma.agreement.findUniqueOrThrow({ where: { partnerId: 'claimed' } })).toMatchObject({ from: 'also', claimedAt: null, claimedBy: null, previousExpiresOn: null, expiresOn: daysFromNow(370) });
  expect((await trail())[0]).toEqual(['confirmRenewal', 'claimed', { expiresOn: '2026-11-28' }, { expiresOn: '2027-11-28' }]);
});

describe('a notice of which nobody knows', () => {
  const unknown = async () => {
    await addPartner(desk.database, 'muster', { expiresIn: 7 });
    const fields = { subject: 'muster', cycle: '2026-11-30', contactId: 'of-muster', dueAt: NOW, createdAt: NOW, updatedAt: NOW, messageId: 'm1', state: 'unknown', reason: 'ambiguous', route: 'msteams', conversationId: 'c', tries: 2 };
    for (const milestone of ['T-7', 'T-3']) await desk.database.prisma.notice.create({ data: { ...fields, id: milestone, milestone, ...(milestone === 'T-7' && { spokenOn: daysFromNow(0) }) } });
    await desk.database.prisma.notice.create({ data: { ...fields, id: 'other', milestone: 'T-1', messageId: 'm2', state: 'sent' } });
  };
  const rows = async () => (await desk.database.prisma.notice.findMany({ orderBy: { id: 'asc' } })).map(({ id, state, reason, messageId, spokenOn }) => [id, state, reason, messageId, spokenOn !== null]);
  it('has arrived, and all that its message spoke for', async () => {
    await unknown();
    expect([await desk.acts.settleNotice(ANNA, 'T-3', 'sent'), await desk.acts.settleNotice(ANNA, 'T-7', 'sent')]).toEqual([true, false]);
    expect(await rows()).toEqual([['T-3', 'sent', 'foundOut', 'm1', false], ['T-7', 'sent', 'foundOut', 'm1', true], ['other', 'sent', 'ambiguous', 'm2', false]]);
  });
  it('has not arrived, and is said again, on that day, too', async () => {
    await unknown();
    expect([await desk.acts.settleNotice(ANNA, 'T-7', 'again'), await desk.acts.settleNotice(ANNA, 'T-7', 'again'), await desk.acts.settleNotice(ANNA, 'other', 'again')]).toEqual([true, false, false]);
    expect(await rows()).toEqual([['T-3', 'planned', 'unanswered', null, false], ['T-7', 'planned', 'unanswered', null, false], ['other', 'sent', 'ambiguous', 'm2', false]]);
    const claimed = await desk.services.ledger.claim(5);
    expect(claimed.map(({ contactId, notices }) => [contactId, notices.map(({ id, tries }) => [id, tries]).sort()])).toEqual([['of-muster', [['T-3', 0], ['T-7', 0]]]]);
    expect((await trail())[0]).toEqual(['settleNotice', 'T-7', { state: 'unknown' }, { state: 'planned' }]);
  });
});

it('a contact who typed too many wrong codes may try again; the trail does not say who it is', async () => {
  await addPartner(desk.database, 'locked', { contact: { failedCodes: 99, lockedAt: NOW } });
  expect((await desk.services.contacts.get('of-locked')).isLocked).toBe(true);
  const shown = async () => [(await desk.reads.contact(ANNA, 'of-locked'))!.contact.isLocked, (await desk.reads.partner(ANNA, 'locked'))!.partner.contacts[0]!.isLocked];
  expect(await shown()).toEqual([true, true]);
  expect([await desk.acts.unlock(ANNA, 'of-locked'), await desk.acts.unlock(ANNA, 'of-locked')]).toEqual([true, false]);
  expect((await desk.services.contacts.get('of-locked')).isLocked).toBe(false);
  expect(await shown()).toEqual([false, false]);
  expect(JSON.stringify(await trail())).not.toMatch(/firma\.example|Contact of/);
  expect((await desk.reads.audit({})).chain).toMatchObject({ holds: true });
});

it('a step that somebody was moved to is read by its title in the trail, in the language of the page; one that is there no more as it stands', async () => {
  const move = (step: string) => desk.services.audit.note({ at: NOW, agentId: 'anna', agentName: 'Anna', act: 'handoff.move', kind: 'handoff', subject: 'h1', after: { procedure: 'activationCode', step } });
  for (const step of ['requestCode', 'longGone']) await move(step);
  const shown = async (spoken: string) => (await desk.reads.audit({ subject: 'h1' }, { ...ANNA, spoken })).entries.map(({ after }) => (after as { step: string }).step);
  expect(await shown('de')).toEqual(['longGone', findText('de', 'activationCode:steps.requestCode.title')!.text]);
  expect(await shown('fr')).toEqual(['longGone', findText('fr', 'activationCode:steps.requestCode.title')!.text]);
});

describe('canned answers', () => {
  it('are there at first, in all languages, with Cisco\'s labels and nothing but words', () => {
    const seeds = seedsIn('de');
    expect(seeds.length).toBeGreaterThanOrEqual(12);
    expect(new Set(seeds.map(({ id }) => id)).size).toBe(seeds.length);
    for (const { id, title, texts } of seeds) {
      expect([id, title.trim() === '']).toEqual([id, false]);
      for (const language of LANGUAGES) {
        expect([id, language, texts[language]!.length > 20]).toEqual([id, language, true]);
        expect([id, language, /\{|\}|\*\*|\[\[|\$t/.exec(texts[language]!)]).toEqual([id, language, null]);
      }
    }
    expect(seeds.find(({ id }) => id === 'activation-resend')!.texts.de).toContain('«E-Mail jetzt erneut senden» (Resend email now)');
    expect(seeds.find(({ id }) => id === 'activation-spam')!.texts.en).toBe(findText('en', 'activationMail:steps.spam.text')!.text.replace('**', '“').replace('**', '”'));
    expect(seeds.find(({ id }) => id === 'renewal-accept')!.texts.de).toContain('das aktuelle ICPA vor');
  });
  it('lead to the end of what they begin, with the warning before the last click', () => {
    const { texts } = seedsIn('de').find(({ id }) => id === 'order-assign')!;
    for (const language of LANGUAGES) {
      const lines = texts[language]!.split('\n');
      expect([language, lines.length, lines.at(-1)]).toEqual([language, 11, findText(language, 'order:steps.confirm.warning')!.text]);
    }
  });
  it('are sown once: what was taken away or changed since stays so', async () => {
    await desk.services.desk.canned.seed(NOW);
    const [first, second] = await desk.reads.canned();
    expect([await desk.acts.removeCanned(ANNA, first!.id), await desk.acts.removeCanned(ANNA, first!.id)]).toEqual([true, false]);
    await desk.acts.saveCanned(ANNA, { ...second!, texts: { ...second!.texts, de: 'Neu' } });
    await desk.acts.saveCanned(ANNA, { id: 'own', title: 'Eigene', topic: 'other', texts: { de: 'Guten Tag' } });
    await desk.acts.saveCanned(ANNA, { id: 'own', title: 'Eigene', topic: 'other', texts: { de: 'Guten Tag' } });
    await desk.services.desk.canned.seed(NOW);
    const now = await desk.reads.canned();
    expect([now.some(({ id }) => id === first!.id), now.find(({ id }) => id === second!.id)!.texts.de, now.find(({ id }) => id === 'own')?.texts]).toEqual([false, 'Neu', { de: 'Guten Tag' }]);
    expect((await trail()).slice(0, 3).map(([act, subject]) => [act, subject])).toEqual([['saveCanned', 'own'], ['saveCanned', second!.id], ['removeCanned', first!.id]]);
  });
});

describe('a correction', () => {
  const judge = (asked: Omit<AskedCorrection, 'contactId'>) => desk.services.desk.corrections.judge({ contactId: 'of-muster', ...asked }, NOW);
  const commit = async (asked: Omit<AskedCorrection, 'contactId'>) => {
    const judged = await judge(asked);
    if (judged.kind === 'refused') return judged.expected;
    const turn = { conversationId: 'c', activityId: 'a', at: NOW };
    await desk.database.prisma.$transaction(async (transaction) => { for (const effect of judged.effects) await effect(transaction, turn); });
    return [judged.before, judged.after, judged.language ?? judged.effects.length];
  };
  beforeEach(async () => {
    await addPartner(desk.database, 'muster', { company: 'Muster AG', expiresIn: 20 });
    await addPartner(desk.database, 'listed', { company: 'Liste AG', number: '4711', expiresIn: 20, contact: null });
    await addPartner(desk.database, 'other', {});
    await desk.database.prisma.membership.create({ data: { contactId: 'of-muster', partnerId: 'listed' } });
  });
  it.each<[Omit<AskedCorrection, 'contactId'>, unknown]>([
    [{ field: 'name', value: '  Ana  Muster ' }, ['Contact of muster', 'Ana Muster', 1]], [{ field: 'name', value: 'A\u202ebc' }, 'text'], [{ field: 'name', value: '' }, 'text'],
    [{ field: 'email', value: 'neu@firma.example' }, ['muster@firma.example', 'neu@firma.example', 1]], [{ field: 'email', value: 'MUSTER@firma.example' }, ['MUSTER@firma.example', 'MUSTER@firma.example', 0]],
    [{ field: 'email', value: 'other@firma.example' }, 'emailTaken'], [{ field: 'email', value: 'kein' }, 'email'], [{ field: 'language', value: 'ar' }, [null, 'ar', 'ar']], [{ field: 'language', value: 'it' }, 'language'],
    [{ field: 'company', value: 'Neu AG', partnerId: 'muster' }, ['Muster AG', 'Neu AG', 1]], [{ field: 'company', value: 'Neu AG', partnerId: 'listed' }, 'list'], [{ field: 'company', value: 'Neu AG', partnerId: 'other' }, 'partner'], [{ field: 'company', value: 'Neu AG' }, 'partner'],
    [{ field: 'customerNumber', value: '123 456', partnerId: 'muster' }, [null, '123456', 1]], [{ field: 'customerNumber', value: 'abc', partnerId: 'muster' }, 'number'], [{ field: 'customerNumber', value: '99999', partnerId: 'listed' }, 'list'],
    [{ field: 'country', value: 'Schweiz', partnerId: 'listed' }, [null, 'CH', 1]], [{ field: 'country', value: 'Narnia', partnerId: 'muster' }, 'country'],
    [{ field: 'expiresOn', value: '31.12.2026', partnerId: 'listed' }, ['2026-12-13', '2026-12-31', 1]], [{ field: 'expiresOn', value: '2026-12-13', partnerId: 'muster' }, ['2026-12-13', '2026-12-13', 0]],
    [{ field: 'expiresOn', value: '2026-10-01', partnerId: 'muster' }, ['2026-12-13', '2026-10-01', 1]], [{ field: 'expiresOn', value: '2031-01-01', partnerId: 'muster' }, 'dayTooFar'], [{ field: 'expiresOn', value: 'bald', partnerId: 'muster' }, 'day'],
    [{ field: 'signatory', value: 'no', partnerId: 'muster' }, ['yes', 'no', 1]], [{ field: 'signatory', value: 'Berta Boss', partnerId: 'muster' }, ['yes', 'Berta Boss', 1]],
  ])('%j comes to %j', async (asked, expected) => expect(await commit(asked)).toEqual(expected));
  it('is known afterwards as a contact or the list would have given it, and an address is not proven', async () => {
    await commit({ field: 'email', value: 'neu@firma.example' });
    await commit({ field: 'expiresOn', value: '31.12.2026', partnerId: 'muster' });
    await commit({ field: 'signatory', value: 'Berta Boss', partnerId: 'muster' });
    expect(await desk.services.contacts.get('of-muster')).toMatchObject({ email: 'neu@firma.example', emailKey: undefined, verifiedAt: undefined });
    expect(await desk.database.prisma.agreement.findUniqueOrThrow({ where: { partnerId: 'muster' } })).toMatchObject({ expiresOn: new Date('2026-12-31'), from: 'also', revision: 1, lookAt: null });
    expect((await desk.reads.contact(ANNA, 'of-muster'))!.fields.filter(({ partnerId }) => partnerId === 'muster').find(({ field }) => field === 'signatory')!.value).toBe('Berta Boss');
  });
  it.each<[Omit<AskedCorrection, 'contactId'>, string]>([[{ field: 'expiresOn', value: '31.12.2026', partnerId: 'muster' }, 'dayChanged'], [{ field: 'email', value: 'free@firma.example' }, 'emailTaken']])('%j is refused, not played again, where the day, or whoever has the address, is another by now', async (asked, expected) => {
    const judged = await judge(asked);
    await desk.database.prisma.agreement.update({ where: { partnerId: 'muster' }, data: { expiresOn: daysFromNow(21) } });
    await desk.database.prisma.contact.update({ where: { id: 'of-other' }, data: { email: 'free@firma.example', emailKey: 'free@firma.example' } });
    const run = desk.database.prisma.$transaction((transaction) => (judged.kind === 'correction' ? judged.effects[0]!(transaction, { conversationId: 'c', activityId: 'a', at: NOW }) : Promise.resolve()));
    const error: unknown = await run.then(() => new Error('Nothing was in the way.'), (each: unknown) => each);
    expect(error).toMatchObject({ expected });
    expect(findOvertaking(error)).toBeUndefined();
  });
  it.each<[Omit<AskedCorrection, 'contactId'>, object]>([
    [{ field: 'company', value: 'Neu AG', partnerId: 'muster' }, { company: 'Andere AG' }], [{ field: 'country', value: 'Schweiz', partnerId: 'muster' }, { country: 'DE' }], [{ field: 'customerNumber', value: '123 456', partnerId: 'muster' }, { customerNumber: '654321' }],
    [{ field: 'country', value: 'Schweiz', partnerId: 'listed' }, { country: 'DE' }], [{ field: 'company', value: 'Neu AG', partnerId: 'muster' }, { listedNumber: '815' }],
    [{ field: 'signatory', value: 'no', partnerId: 'muster' }, { signatoryName: 'Berta Boss' }], [{ field: 'signatory', value: 'Berta Boss', partnerId: 'muster' }, { memberships: { updateMany: { where: {}, data: { isSignatory: null } } } }],
  ])('%j is refused, and no trail holds what was before, where by now it is %j', async (asked, data) => {
    const judged = await judge(asked);
    const changed = await desk.database.prisma.partner.update({ where: { id: asked.partnerId! }, data, include: { memberships: true } });
    const run = desk.database.prisma.$transaction((transaction) => (judged.kind === 'correction' ? judged.effects[0]!(transaction, { conversationId: 'c', activityId: 'a', at: NOW }) : Promise.resolve()));
    await expect(run).rejects.toMatchObject({ expected: 'changed' });
    expect(await desk.database.prisma.partner.findUnique({ where: { id: asked.partnerId! }, include: { memberships: true } })).toEqual(changed);
  });
  it('knows all fields that the page can ask for', () => expect([...CORRECTABLE].sort()).toEqual(['company', 'country', 'customerNumber', 'email', 'expiresOn', 'language', 'name', 'signatory']));
});
