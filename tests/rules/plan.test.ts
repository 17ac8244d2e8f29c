import fc from 'fast-check';
import { addDays } from '../../services/day';
import type { NoticeKind, NoticeState } from '../../services/notices/notice';
import { cancelReasonOf, planOf, type PlanFacts, type ToldNotice } from '../../services/notices/plan/plan';
import { at, calendarIn, contact, EXPIRY, factsAt, planned, row, saidUntil } from './plans';

const lookAt = (facts: PlanFacts) => planOf(facts).lookAt;

describe('one contact', () => {
  it.each([
    ['2026-11-01', 'T-90 ana 2027-02-01 09:00'], ['2027-02-01 08:59', 'T-90 ana 2027-02-01 09:00'], ['2027-04-19 09:00', 'T-14 ana 2027-04-19 09:00'],
  ])('at %s is told next: %s', (now, line) => expect(planned(factsAt(now, { told: now > '2027-04' ? [row('T-90', 'ana', '2027-02-01 09:00'), row('T-60', 'ana', '2027-03-03 09:00'), row('T-30', 'ana', '2027-04-02 09:00')] : [] }))).toEqual([line]));
  it('is told the next one as soon as one is on its way', () => {
    for (const state of ['claimed', 'sending', 'sent', 'unknown', 'failed'] as const) expect(planned(factsAt('2027-02-01 09:00', { told: [row('T-90', 'ana', '2027-02-01 09:00', state)] }))).toEqual(['T-60 ana 2027-03-03 09:00']);
  });
  it('is told again what was cancelled or stands', () => {
    for (const state of ['cancelled', 'planned'] as const) expect(planned(factsAt('2027-01-01', { told: [row('T-90', 'ana', '2027-02-01 09:00', state)] }))).toEqual(['T-90 ana 2027-02-01 09:00']);
  });
  it('is told each year anew', () => expect(planned(factsAt('2027-01-01', { told: [row('T-90', 'ana', '2026-02-01 09:00', 'sent', { cycle: '2026-05-02' })] }))).toEqual(['T-90 ana 2027-02-01 09:00']));
  it('hears of two on one day once, and the ledger why', () => {
    const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-29 10:00');
    expect(planned(factsAt('2027-04-30 08:59', { told }))).toEqual(['T0 ana 2027-04-30 09:00']);
    expect(planned(factsAt('2027-04-30 09:00', { told }))).toEqual(['T0 ana 2027-04-30 09:00', 'T-1 ana merged']);
    expect(planned(factsAt('2027-04-30 09:01', { told: [...told, row('T0', 'ana', '2027-04-30 09:00'), row('T-1', 'ana', '2027-04-30 09:00', 'skipped')] }))).toEqual(['T+1 ana 2027-05-03 09:00']);
  });
  it('hears nothing more after T+11', () => {
    const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-05-13 10:00');
    expect(told.at(-1)).toMatchObject({ milestone: 'T+11', state: 'sent' });
    expect(planOf(factsAt('2027-05-13 10:00', { told }))).toEqual({ open: [], skipped: [], lookAt: at('2027-06-12 10:00') });
  });
  it('with days of its own hears on those', () => {
    const facts = (now: string, told: ToldNotice[] = []) => factsAt(now, { days: [-30, 4], told });
    expect(planned(facts('2027-01-01'))).toEqual(['T-30 ana 2027-04-02 09:00']);
    expect(saidUntil(facts('2027-01-01'), '2027-01-01', '2027-08-01').filter(({ contactId, state }) => contactId === 'ana' && state === 'sent').map(({ milestone }) => milestone)).toEqual(['T-30', 'T0', 'T+4', 'T+10']);
  });
});

describe('Lotse looks again', () => {
  it.each([
    ['a month later at the latest', factsAt('2026-11-01'), '2026-12-01 00:00'], ['a minute after the next one is due', factsAt('2027-01-20'), '2027-02-01 09:01'], ['a minute later while it is overdue', factsAt('2027-02-01 09:00'), '2027-02-01 09:01'],
    ['a minute later while one is under way', factsAt('2027-02-01 09:30', { told: [row('T-90', 'ana', '2027-02-01 09:00', 'sending')] }), '2027-02-01 09:31'],
    ['when a put-off one is due', factsAt('2027-02-01 09:30', { told: [row('T-90', 'ana', '2027-02-01 10:15', 'planned', { reason: 'held' })] }), '2027-02-01 10:16'],
    ['a minute after a colleague\'s renewal is to be told', factsAt('2027-04-25 22:01', { agreement: { careAt: at('2027-04-25 22:00') }, told: [row('handedOver:2027-04-25', 'ana', '2027-04-26 08:00', 'planned', { reason: 'closed' })] }), '2027-04-26 08:01'],
    ['when silence counts', factsAt('2027-04-19 09:05', { told: saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-19 09:04') }), '2027-04-20 09:00'],
  ])('%s', (_, facts, time) => expect(lookAt(facts)).toEqual(at(time)));
});

describe('after a pause', () => {
  const told = (until: string) => saidUntil(factsAt('2026-12-01'), '2026-12-01', until);
  it.each([
    ['3 days, over T-3 and T0', '2027-04-28', '2027-05-01 09:30', ['T0 ana 2027-04-30 09:00', 'T-3 ana overtaken', 'T-1 ana merged']],
    ['3 days, over one', '2027-04-25', '2027-04-28 07:00', ['T-7 ana 2027-04-26 09:00']],
    ['7 days, over T-7, T-3 and T0', '2027-04-24', '2027-05-01 09:30', ['T0 ana 2027-04-30 09:00', 'T-7 ana overtaken', 'T-3 ana overtaken', 'T-1 ana merged']],
    ['7 days, of which nothing was missed', '2027-04-03', '2027-04-10', ['T-14 ana 2027-04-19 09:00']],
    ['20 days, over the expiry', '2027-04-20 12:00', '2027-05-10 12:00', ['T+7 ana 2027-05-10 09:00', 'T-7 ana overtaken', 'T-3 ana overtaken', 'T0 ana overtaken', 'T+1 ana overtaken', 'T+3 ana overtaken', 'T-1 ana merged']],
    ['20 days, with the last one too long ago', '2027-02-25', '2027-03-17', ['T-30 ana 2027-04-02 09:00', 'T-60 ana late']],
    ['a weekend after which the next one is due', '2027-04-30 10:00', '2027-05-03 07:00', ['T+1 ana 2027-05-03 09:00']],
    ['until the expiry is over', '2027-04-30 08:00', '2027-05-03 00:00', ['T+1 ana 2027-05-03 09:00', 'T0 ana overtaken', 'T-1 ana merged']],
    ['until there is nothing left', '2027-05-01', '2027-06-20', ['T+1 ana overtaken', 'T+3 ana overtaken', 'T+7 ana overtaken', 'T+9 ana overtaken', 'T+10 ana overtaken', 'T+11 ana late']],
  ])('of %s', (_, from, to, lines) => expect(planned(factsAt(to, { told: told(from).filter(({ contactId }) => contactId === 'ana') })).filter((line) => line.includes(' ana '))).toEqual(lines));
  it('a late one is said for seven days, no longer', () => {
    const said = told('2027-03-01');
    expect(planned(factsAt('2027-03-10 17:00', { told: said }))).toEqual(['T-60 ana 2027-03-03 09:00']);
    expect(planned(factsAt('2027-03-10 18:00', { told: said }))).toEqual(['T-30 ana 2027-04-02 09:00', 'T-60 ana late']);
  });
  it('is not said where what it speaks of is over, even if nothing else speaks', () => {
    const own = (now: string) => planned(factsAt(now, { days: [-30], told: [row('T-30', 'ana', '2027-04-02 09:00')] })).filter((line) => line.includes(' ana '));
    expect(own('2027-05-02 20:00')).toEqual(['T0 ana 2027-04-30 09:00']);
    expect(own('2027-05-03 00:00')).toEqual(['T+10 ana 2027-05-12 09:00', 'T0 ana late']);
    expect(own('2027-05-12 20:00')).toEqual(['T+10 ana 2027-05-12 09:00', 'T0 ana overtaken']);
    expect(own('2027-05-13 00:00')).toEqual(['T0 ana overtaken', 'T+10 ana late']);
  });
  it('is not said in the evening where the next working day has one of its own', () => {
    const said = told('2027-05-08');
    expect(planned(factsAt('2027-05-10 17:59', { told: said }))[0]).toBe('T+7 ana 2027-05-10 09:00');
    expect(planned(factsAt('2027-05-10 18:00', { told: said })).slice(0, 2)).toEqual(['T+9 ana 2027-05-11 09:00', 'T+7 ana overtaken']);
  });
  it('the expiry is named even on a Saturday, rather than never', () => {
    expect(planned(factsAt('2027-05-01 13:00', { told: told('2027-04-30 08:00') }))[0]).toBe('T0 ana 2027-04-30 09:00');
    expect(planned(factsAt('2027-05-02 23:59', { told: told('2027-04-30 08:00') }))[0]).toBe('T0 ana 2027-04-30 09:00');
  });
});

describe('what is put off', () => {
  const told = [...saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-25')];
  const putOff = (milestone: NoticeKind, time: string) => [...told, row(milestone, 'ana', time, 'planned', { reason: 'spokenToday' })];
  it('keeps its time', () => expect(planned(factsAt('2027-04-26 09:02', { told: putOff('T-7', '2027-04-27 09:00') }))).toContain('T-7 ana 2027-04-27 09:00'));
  it('is overtaken where it would take the day of the next one', () => {
    const lines = planned(factsAt('2027-04-29 09:02', { told: [...told, row('T-7', 'ana', '2027-04-26 09:00'), row('T-3', 'ana', '2027-04-30 09:00', 'planned', { reason: 'spokenToday' })] }));
    expect(lines.filter((line) => line.includes(' ana '))).toEqual(['T0 ana 2027-04-30 09:00', 'T-3 ana overtaken']);
  });
  it('moves with the calendar where it is not', () => expect(planned(factsAt('2027-01-20', { told: [row('T-90', 'ana', '2027-02-03 09:00', 'planned')] }))).toEqual(['T-90 ana 2027-02-01 09:00']));
});

describe('nothing is said of days gone by', () => {
  it.each([
    ['the day was known on that day', { agreement: { since: at('2027-04-19 14:00') } }, ['T-14 ana 2027-04-19 09:00']], ['the day was known the day after', { agreement: { since: at('2027-04-20 00:00') } }, ['T-7 ana 2027-04-26 09:00']],
    ['reminders were wanted the day after', { contacts: [contact('ana', { remindersSince: at('2027-04-20 10:00') })] }, ['T-7 ana 2027-04-26 09:00']],
    ['it expired long ago', { agreement: { expiresOn: '2025-05-02', since: at('2027-04-20') } }, []], ['it expired last week', { agreement: { expiresOn: '2027-04-14', since: at('2027-04-20 10:00') } }, ['T+7 ana 2027-04-21 09:00']],
  ])('where %s', (_, changes, lines) => expect(planned(factsAt('2027-04-20 11:00', changes))).toEqual(lines));
  it('a day is meant as the contact\'s clocks show it', () => {
    const honolulu = contact('ana', { calendar: calendarIn('Pacific/Honolulu') });
    expect(planned(factsAt('2027-04-20 11:00', { contacts: [honolulu], agreement: { since: at('2027-04-20 10:00') } }))).toEqual(['T-14 ana 2027-04-19 21:00']);
  });
});

describe('who is told', () => {
  const [ana, bea, cem] = [contact('ana', { remindersSince: at('2026-07-01') }), contact('bea', { remindersSince: at('2026-06-15') }), contact('cem', { remindersSince: at('2026-07-01') })];
  const next = (contacts: PlanFacts['contacts'], changes: Parameters<typeof factsAt>[1] = {}) => planned(factsAt('2027-01-01', { contacts, ...changes }));

  it('who asked first', () => expect(next([ana, bea, cem])).toEqual(['T-90 bea 2027-02-01 09:00']));
  it('last, of whom nobody knows when', () => expect(next([contact('abe', { remindersSince: undefined }), cem])).toEqual(['T-90 cem 2027-02-01 09:00']));
  it('who is named first, of two at once', () => expect(next([cem, ana])).toEqual(['T-90 ana 2027-02-01 09:00']));
  it('who was handed the renewal', () => expect(next([ana, bea, cem], { agreement: { inCharge: 'cem' } })).toEqual(['T-90 cem 2027-02-01 09:00']));
  it.each([[{ mayWriteFirst: false }], [{ mayWriteFirst: undefined }], [{ isReachable: false }]])('the next one, where the first is %j', (lost) => {
    expect(next([ana, { ...bea, ...lost }, cem])).toEqual(['T-90 ana 2027-02-01 09:00']);
    expect(next([ana, { ...bea, ...lost }, cem], { agreement: { inCharge: 'bea' } })).toEqual(['T-90 ana 2027-02-01 09:00']);
  });
  it('a colleague\'s place is taken without hearing the same again', () => {
    const told = [row('T-90', 'bea', '2027-02-01 09:00'), row('T-60', 'bea', '2027-03-03 09:00')];
    expect(planned(factsAt('2027-03-04', { contacts: [ana], told }))).toEqual(['T-30 ana 2027-04-02 09:00']);
    for (const state of ['claimed', 'sending', 'unknown'] as const) {
      expect(planned(factsAt('2027-03-04', { contacts: [ana], told: [told[0]!, { ...told[1]!, state, sentAt: undefined }] }))).toEqual(['T-30 ana 2027-04-02 09:00']);
    }
  });
  it('nor is it heard again by whoever comes back', () => {
    const told = [row('T-90', 'ana', '2027-02-01 09:00'), row('T-60', 'ana', '2027-03-03 09:00', 'cancelled', { reason: 'unreachable' }), row('T-60', 'bea', '2027-03-03 09:00')];
    expect(planned(factsAt('2027-03-04', { contacts: [ana, cem], told }))).toEqual(['T-30 ana 2027-04-02 09:00']);
  });
  it('what did not reach the colleague reaches the next one', () => {
    const told = [row('T-90', 'bea', '2027-02-01 09:00'), row('T-60', 'bea', '2027-03-03 09:00', 'failed')];
    expect(planned(factsAt('2027-03-04', { contacts: [ana], told }))).toEqual(['T-60 ana 2027-03-03 09:00']);
  });
  it('who was handed the renewal hears of what comes after that', () => {
    const told = (state: NoticeState) => [row('T-14', 'ana', '2027-04-19 09:00'), row('handedOver:2027-04-26', 'bea', '2027-04-26 08:30', state)];
    const facts = (state: NoticeState) => factsAt('2027-04-26 08:31', { contacts: [ana, bea], agreement: { inCharge: 'bea', careAt: at('2027-04-26 08:30') }, told: told(state) });
    expect(planned(facts('planned'))).toEqual(['T-3 bea 2027-04-29 09:00']);
    expect(planned(facts('sent'))).toEqual(['T-3 bea 2027-04-29 09:00']);
    expect(planned({ ...facts('planned'), now: at('2027-04-25 23:00'), told: [row('handedOver:2027-04-25', 'bea', '2027-04-25 22:00', 'planned')] })).toEqual(['T-3 bea 2027-04-29 09:00']);
  });
});

describe('put off by a contact', () => {
  const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-19 10:00');
  const later = (day: string, state: NoticeState = 'planned') => row(`later:${day}`, 'ana', `${day} 09:00`, state);
  const ofAna = (facts: PlanFacts) => planned(facts).filter((line) => line.includes(' ana '));
  it('what comes before is left out', () => expect(ofAna(factsAt('2027-04-19 10:00', { told: [...told, later('2027-04-29')] }))).toEqual(['T-3 ana 2027-04-29 09:00', 'T-7 ana snoozed']));
  it('it stays so once the day was said', () => expect(ofAna(factsAt('2027-04-29 09:05', { told: [...told, row('T-7', 'ana', '2027-04-26 09:00', 'skipped'), row('T-3', 'ana', '2027-04-29 09:00'), later('2027-04-29', 'sent')] }))).toEqual(['T0 ana 2027-04-30 09:00']));
  it('but never the expiry and the end of the grace', () => expect(ofAna(factsAt('2027-04-29 08:00', { told: [...told, row('T-7', 'ana', '2027-04-26 09:00'), later('2027-05-12')] })))
    .toEqual(['T0 ana 2027-04-30 09:00', ...['T-3', 'T+1', 'T+3', 'T+7', 'T+9'].map((milestone) => `${milestone} ana snoozed`)]));
  it.each(['cancelled', 'failed', 'skipped'] as const)('unless that day was %s', (state) => expect(ofAna(factsAt('2027-04-19 10:00', { told: [...told, later('2027-04-29', state)] }))).toEqual(['T-7 ana 2027-04-26 09:00']));
  it('by somebody else: nothing changes', () => expect(ofAna(factsAt('2027-04-19 10:00', { told: [...told, { ...later('2027-04-29'), contactId: 'bea' }] }))).toEqual(['T-7 ana 2027-04-26 09:00']));
});

describe('silence', () => {
  const [ana, bea, cem, dan] = [contact('ana'), contact('bea', { remindersSince: at('2026-07-01') }), contact('cem', { remindersSince: at('2026-08-01'), isSignatory: true }), contact('dan', { remindersSince: at('2026-09-01') })];
  const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-19 10:00');
  const facts = (now: string, contacts: PlanFacts['contacts'], agreement: Partial<PlanFacts['agreement']> = {}, rows = told) => factsAt(now, { contacts, agreement, told: rows });
  const escalations = (all: PlanFacts) => planned(all).filter((line) => line.startsWith('escalation'));

  it('goes to the one who may sign, a working day after T-14', () => {
    expect(escalations(facts('2027-04-20 08:59', [ana, bea, cem]))).toEqual([]);
    expect(escalations(facts('2027-04-20 09:00', [ana, bea, cem]))).toEqual(['escalation cem 2027-04-20 09:00']);
    expect(planOf(facts('2027-04-20 09:00', [ana, bea, cem])).open.find(({ milestone }) => milestone === 'escalation')?.payload).toEqual({ by: 'ana', byId: 'ana' });
  });
  it.each([
    ['to one of whom it is not known, else', [ana, { ...bea, isSignatory: false }, dan], ['escalation dan 2027-04-20 09:00']], ['past one who wants no notices', [ana, bea, { ...cem, mayWriteFirst: false }, dan], ['escalation bea 2027-04-20 09:00']],
    ['past one who cannot be reached', [ana, { ...cem, isReachable: false }, dan], ['escalation dan 2027-04-20 09:00']], ['to nobody, where nobody else may sign', [ana, { ...bea, isSignatory: false }], ['escalation nobody nobodyElse']], ['to nobody, where there is nobody else', [ana], ['escalation nobody nobodyElse']],
  ])('%s', (_, contacts, lines) => expect(escalations(facts('2027-04-20 12:00', contacts))).toEqual(lines));
  it('to nobody once, and to somebody who comes later the day after', () => {
    const rows = [...told, row('escalation', 'nobody', '2027-04-20 09:00', 'skipped', { reason: 'nobodyElse' })];
    expect(escalations(facts('2027-04-20 12:00', [ana], {}, rows))).toEqual([]);
    expect(escalations(facts('2027-04-21 12:00', [ana, { ...cem, remindersSince: at('2027-04-21 11:00') }], {}, rows))).toEqual(['escalation cem 2027-04-22 09:00']);
  });
  it.each([['before the first notice is none', '2027-01-30', 1], ['after it is none any more where there was silence since T-30', '2027-02-01 09:00', 1], ['since T-30 is one', '2027-04-02 09:00', 0], ['today is one', '2027-04-20 08:00', 0]])('care %s', (_, careAt, count) => expect(escalations(facts('2027-04-20 12:00', [ana, cem], { careAt: at(careAt) }))).toHaveLength(count));
  it('whoever was told of it hears what comes next, too, until it is looked after', () => {
    const rows = [...told, row('escalation', 'cem', '2027-04-20 09:00')];
    expect(planned(facts('2027-04-20 12:00', [ana, cem], {}, rows))).toEqual(['T-7 ana 2027-04-26 09:00', 'T-7 cem 2027-04-26 09:00', 'account 2027-04-29 09:00']);
    expect(planned(facts('2027-04-20 12:00', [ana, cem], { careAt: at('2027-04-20 11:00') }, rows))).toEqual(['T-7 ana 2027-04-26 09:00']);
    expect(planned(facts('2027-04-20 12:00', [ana, cem], { careAt: at('2027-04-20 11:00'), inCharge: 'cem' }, rows))).toEqual(['T-7 cem 2027-04-26 09:00']);
  });
  it('whoever hears of it is not told of what is planned for that day, too', () => {
    const rows = [...told, row('escalation', 'cem', '2027-04-26 09:00')];
    expect(planned(facts('2027-04-26 09:05', [ana, cem], {}, [...rows, row('T-7', 'ana', '2027-04-26 09:00')]))).toEqual(['T-3 ana 2027-04-29 09:00', 'T-3 cem 2027-04-29 09:00', 'account 2027-04-29 09:00']);
  });
  it('where that one is lost, another one is told; not while that one stays', () => {
    const rows = (state: NoticeState) => [...told, row('escalation', 'cem', '2027-04-20 09:00', state)];
    expect(escalations(facts('2027-04-20 12:00', [ana, cem, dan], {}, rows('sent')))).toEqual([]);
    expect(escalations(facts('2027-04-20 12:00', [ana, { ...cem, isReachable: false }, dan], {}, rows('sent')))).toEqual(['escalation dan 2027-04-20 09:00']);
    expect(escalations(facts('2027-04-20 12:00', [ana, cem, dan], {}, rows('failed')))).toEqual(['escalation dan 2027-04-20 09:00']);
    expect(escalations(facts('2027-04-20 12:00', [cem, dan], {}, rows('sent')))).toEqual([]);
  });
  it('after a pause, the one in charge has a working day to answer', () => {
    const rows = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-10');
    expect(planned(facts('2027-04-22 10:00', [ana, cem], {}, rows))).toEqual(['T-14 ana 2027-04-19 09:00']);
    const late = [...rows, row('T-14', 'ana', '2027-04-19 09:00', 'sent', { sentAt: at('2027-04-22 10:00') })];
    expect(escalations(facts('2027-04-22 10:05', [ana, cem], {}, late))).toEqual([]);
    expect(escalations(facts('2027-04-23 09:00', [ana, cem], {}, late))).toEqual(['escalation cem 2027-04-23 09:00']);
  });
  it('where the day was known late, a working day after the first notice', () => {
    const rows = [row('T-7', 'ana', '2027-04-26 09:00')];
    const known = { since: at('2027-04-23') };
    expect(escalations(facts('2027-04-26 10:00', [ana, cem], known, rows))).toEqual([]);
    expect(escalations(facts('2027-04-27 09:00', [ana, cem], known, rows))).toEqual(['escalation cem 2027-04-27 09:00']);
  });
  it('counts from T-14, not from a day after', () => {
    const rows = [row('T-14', 'ana', '2027-04-21 09:00', 'sent', { cycle: '2027-05-05' })];
    expect(escalations(facts('2027-04-22 08:59', [ana, cem], { expiresOn: '2027-05-05' }, rows))).toEqual([]);
    expect(escalations(facts('2027-04-22 09:00', [ana, cem], { expiresOn: '2027-05-05' }, rows))).toEqual(['escalation cem 2027-04-22 09:00']);
  });
  it('counts where T-14 was refused by every route, too', () => {
    expect(escalations(facts('2027-04-20 09:00', [ana, cem], {}, [row('T-14', 'ana', '2027-04-19 09:00', 'failed', { reason: 'refused' })]))).toEqual(['escalation cem 2027-04-20 09:00']);
  });
  it('goes nowhere once the grace is over', () => expect(escalations(facts('2027-05-13 00:00', [ana, cem]))).toEqual([]));
});

describe('handed over', () => {
  const [ana, bea, cem] = [contact('ana'), contact('bea', { remindersSince: at('2026-07-01') }), contact('cem', { remindersSince: at('2026-08-01') })];
  const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-19 10:00');
  const given = (from: string, to: string, time: string, state: NoticeState = 'sent') => row(`handedOver:${time.slice(0, 10)}`, to, time, state, { payload: { by: from, byId: from } });
  const facts = (now: string, rows: ToldNotice[], contacts = [ana, bea, cem], inCharge = 'bea') => factsAt(now, { contacts, agreement: { inCharge }, told: rows });
  const fromAna = [...told, given('ana', 'bea', '2027-04-19 11:00')];

  it('it is not looked after: who was named has a working day, then the next one is asked, and ALSO at T-3', () => {
    expect(planned(facts('2027-04-19 12:00', fromAna))).toEqual(['T-7 bea 2027-04-26 09:00']);
    expect(planned(facts('2027-04-20 09:00', fromAna))).toEqual(['T-7 bea 2027-04-26 09:00', 'escalation cem 2027-04-20 09:00', 'account 2027-04-29 09:00']);
  });
  it('who was not told of it yet has that working day, too, but ALSO hears in time', () => {
    const late = [...told, row('T-7', 'ana', '2027-04-26 09:00'), given('ana', 'bea', '2027-04-28 21:00', 'planned')];
    expect(planned(facts('2027-04-28 22:00', late))).toEqual(['T0 bea 2027-04-30 09:00', 'account 2027-04-29 09:00']);
  });
  it('who gave it away is asked last', () => {
    expect(planned(facts('2027-04-20 09:00', fromAna, [ana, bea]))).toContain('escalation ana 2027-04-20 09:00');
    expect(planned(facts('2027-04-20 09:00', fromAna, [{ ...ana, isSignatory: true }, bea, cem]))).toContain('escalation cem 2027-04-20 09:00');
  });
  it('by whoever was told of silence, to the one in charge: that one hears no more of it', () => {
    const rows = [...told, row('escalation', 'cem', '2027-04-20 09:00'), given('cem', 'ana', '2027-04-20 09:30')];
    expect(planned(facts('2027-04-20 10:00', rows, [ana, cem], 'ana'))).toEqual(['T-7 ana 2027-04-26 09:00', 'account 2027-04-29 09:00']);
    expect(planned(facts('2027-04-21 09:00', rows, [ana, bea, cem], 'ana'))).toContain('escalation bea 2027-04-21 09:00');
  });
  it('in a circle, until nobody wants reminders but one: that one hears why, once, and ALSO hears of the silence', () => {
    const circle = [...told, given('ana', 'bea', '2027-04-16 09:00'), row('T-14', 'bea', '2027-04-19 09:00'), given('bea', 'ana', '2027-04-19 11:00')];
    const lost = facts('2027-04-20 10:00', circle, [{ ...ana, mayWriteFirst: false }, bea], 'ana');
    expect(planned(lost)).toEqual(['T-7 bea 2027-04-26 09:00', 'account 2027-04-29 09:00', 'escalation nobody nobodyElse']);
    expect(planOf(lost).open[0]?.payload).toEqual({ by: 'ana', byId: 'ana' });
    const later = facts('2027-04-26 10:00', [...circle, row('T-7', 'bea', '2027-04-26 09:00', 'sent', { payload: { by: 'ana', byId: 'ana' } })], lost.contacts as never, 'ana');
    expect(planOf(later).open[0]).toMatchObject({ milestone: 'T-3', contactId: 'bea' });
    expect(planOf(later).open[0]).not.toHaveProperty('payload');
  });
  it('is no reason for whoever never gave it away', () => {
    const lost = facts('2027-04-20 10:00', fromAna, [{ ...bea, mayWriteFirst: false }, cem]);
    expect(planOf(lost).open[0]).toMatchObject({ contactId: 'cem' });
    expect(planOf(lost).open[0]).not.toHaveProperty('payload');
  });
});

describe('ALSO\'s account mailbox', () => {
  const account = (facts: PlanFacts) => planned(facts).filter((line) => /^(account|reach)/.test(line));
  const told = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-20 10:00');

  it('hears of silence three days before the expiry', () => {
    expect(account(factsAt('2027-04-19 09:05', { told: told.slice(0, 4) }))).toEqual([]);
    expect(account(factsAt('2027-04-20 10:00', { told }))).toEqual(['account 2027-04-29 09:00']);
    expect(account(factsAt('2027-04-20 10:00', { told, agreement: { careAt: at('2027-04-20 09:30') } }))).toEqual([]);
    expect(account(factsAt('2027-04-30', { told: [...told, row('account', 'account', '2027-04-29 09:00')] }))).toEqual([]);
  });
  it('not of what was silent while the day was not known', () => {
    const known = { since: at('2027-04-30 07:00') };
    expect(account(factsAt('2027-05-03 09:30', { told: [row('T0', 'ana', '2027-04-30 09:00')], agreement: known }))).toEqual([]);
    expect(account(factsAt('2027-04-30 12:00', { contacts: [], agreement: known }))).toEqual([]);
  });
  it('a working day after the first notice, where the day was known late', () => {
    const told = [row('T-3', 'ana', '2027-04-29 09:00')];
    expect(account(factsAt('2027-04-29 12:00', { told, agreement: { since: at('2027-04-28') } }))).toEqual([]);
    expect(account(factsAt('2027-04-30 09:00', { told, agreement: { since: at('2027-04-28') } }))).toEqual(['account 2027-04-30 09:00']);
  });
  it('at most seven days late', () => {
    expect(account(factsAt('2027-05-05 12:00', { told }))).toEqual(['account 2027-04-29 09:00']);
    expect(account(factsAt('2027-05-07 12:00', { told }))).toEqual(['account late']);
  });
  it('hears before the window opens that nobody can be reached, and three days before the expiry', () => {
    const nobody = (now: string, rows: ToldNotice[] = [], agreement = {}) => account(factsAt(now, { contacts: [contact('ana', { isReachable: false })], told: rows, agreement }));
    expect(nobody('2026-11-01')).toEqual(['reach account 2027-01-12 09:00']);
    expect(nobody('2027-01-12 09:00')).toEqual(['reach account 2027-01-12 09:00']);
    expect(nobody('2027-01-12 09:01', [row('reach', 'account', '2027-01-12 09:00')])).toEqual(['account 2027-04-29 09:00']);
    expect(nobody('2027-04-29 08:00')).toEqual(['account 2027-04-29 09:00']);
    expect(nobody('2027-03-01 12:00', [], { careAt: at('2027-01-20'), since: at('2027-01-20') })).toEqual(['account 2027-04-29 09:00']);
    expect(nobody('2027-03-01 12:00', [], { careAt: at('2027-02-10'), since: at('2027-02-10') })).toEqual(['account 2027-04-29 09:00']);
    expect(nobody('2027-04-20 12:00', [], { careAt: at('2027-04-19'), since: at('2027-02-10') })).toEqual([]);
  });
  it('hears of somebody who is lost later at the next opening, at one time', () => {
    const lost = (now: string, rows: ToldNotice[]) => account(factsAt(now, { contacts: [contact('ana', { isReachable: false })], told: rows }));
    expect(lost('2027-02-06 12:00', [])).toEqual(['reach account 2027-02-08 08:00']);
    expect(lost('2027-02-09 12:00', [row('reach', 'account', '2027-02-08 08:00', 'planned')])).toEqual(['reach account 2027-02-08 08:00']);
  });
  it('hears nothing of it where somebody is reached, or the day was not known before', () => {
    expect(account(factsAt('2027-01-12 09:00'))).toEqual([]);
    expect(account(factsAt('2027-02-12 09:00', { contacts: [], agreement: { since: at('2027-02-11') } }))).toEqual(['account 2027-04-29 09:00']);
  });
});

describe('a renewal that ALSO\'s list refutes', () => {
  const said = saidUntil(factsAt('2026-12-01'), '2026-12-01', '2027-04-19 10:00');
  const refuted = (now: string, refutedAt: string, told: ToldNotice[] = said, changes: Parameters<typeof factsAt>[1] = {}) =>
    factsAt(now, { told, ...changes, agreement: { refutedAt: at(refutedAt), since: at(refutedAt), careAt: at('2027-04-10'), previousExpiresOn: '2028-05-02', ...changes.agreement } });

  it('is told at once to the one in charge, with the day that was refuted', () => {
    expect(planned(refuted('2027-04-27 10:00', '2027-04-27 10:00'))).toEqual(['T-3 ana 2027-04-29 09:00', 'notConfirmed:2027-04-27 ana 2027-04-27 10:00']);
    expect(planOf(refuted('2027-04-27 10:00', '2027-04-27 10:00')).open[1]?.payload).toEqual({ expiresOn: '2028-05-02' });
    expect(planned(refuted('2027-04-27 20:00', '2027-04-27 20:00'))).toContain('notConfirmed:2027-04-27 ana 2027-04-28 08:00');
  });
  it('in one message with what is due that day', () => expect(planned(refuted('2027-04-28 22:00', '2027-04-28 22:00'))).toEqual(['T-3 ana 2027-04-29 09:00', 'notConfirmed:2027-04-28 ana 2027-04-29 09:00']));
  it('instead of what was due before', () => expect(planned(refuted('2027-04-29 10:00', '2027-04-29 10:00'))).toEqual(['T0 ana 2027-04-30 09:00', 'notConfirmed:2027-04-29 ana 2027-04-29 10:00']));
  it('once, whoever is in charge by then', () => {
    const told = [...said, row('notConfirmed:2027-04-27', 'ana', '2027-04-27 10:00')];
    expect(planned(refuted('2027-04-27 11:00', '2027-04-27 10:00', told))).toEqual(['T-3 ana 2027-04-29 09:00']);
    expect(planned(refuted('2027-04-27 11:00', '2027-04-27 10:00', told, { contacts: [contact('bea')] }))).toEqual(['T-3 bea 2027-04-29 09:00']);
    expect(planned(refuted('2027-04-27 11:00', '2027-04-27 10:00', [...said, row('notConfirmed:2027-04-27', 'ana', '2027-04-27 10:00', 'failed')], { contacts: [contact('bea')] }))).toContain('notConfirmed:2027-04-27 bea 2027-04-27 10:00');
  });
  it('at most seven days late', () => expect(planned(refuted('2027-05-10 12:00', '2027-04-27 10:00'))).toContain('notConfirmed:2027-04-27 ana late'));
  it('is no care, and silence counts anew', () => {
    const told = [...said, row('notConfirmed:2027-04-27', 'ana', '2027-04-27 10:00')];
    const contacts = [contact('ana'), contact('bea', { remindersSince: at('2026-08-01') })];
    expect(planned(refuted('2027-04-27 12:00', '2027-04-27 10:00', told, { contacts })).join()).not.toContain('escalation');
    expect(planned(refuted('2027-04-28 09:00', '2027-04-27 10:00', told, { contacts }))).toContain('escalation bea 2027-04-28 09:00');
    expect(planned(refuted('2027-04-28 09:00', '2027-04-27 10:00', told, { contacts, agreement: { careAt: at('2027-04-27 11:00') } })).join()).not.toContain('escalation');
  });
  it('what was cancelled by the renewal is planned again', () => {
    const told = [...said, row('T-7', 'ana', '2027-04-26 09:00', 'cancelled', { reason: 'renewed' })];
    expect(planned(refuted('2027-04-22 10:00', '2027-04-22 10:00', told))).toEqual(['T-7 ana 2027-04-26 09:00', 'notConfirmed:2027-04-22 ana 2027-04-22 10:00']);
  });
});

describe('whatever the facts are', () => {
  const days = fc.integer({ min: -130, max: 40 }).map((count) => addDays(EXPIRY, count));
  const times = fc.integer({ min: -130 * 1440, max: 40 * 1440 }).map((minutes) => new Date(at(EXPIRY).getTime() + minutes * 60_000));
  const ids = fc.constantFrom('ana', 'bea', 'cem');
  const zones = fc.constantFrom('Europe/Zurich', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Kiritimati').map((zone) => calendarIn(zone));
  const contacts = fc.uniqueArray(fc.record({ id: ids, mayWriteFirst: fc.constantFrom(true, true, true, false, undefined), remindersSince: fc.option(times, { nil: undefined }), isSignatory: fc.constantFrom(true, false, undefined), isReachable: fc.constantFrom(true, true, true, false), calendar: zones }), { selector: ({ id }) => id, maxLength: 3 });
  const milestones: fc.Arbitrary<NoticeKind> = fc.oneof(fc.constantFrom<NoticeKind>('T-90', 'T-30', 'T-14', 'T-7', 'T-3', 'T-1', 'T0', 'T+1', 'T+3', 'T+10', 'T+11', 'escalation', 'account', 'reach'), days.map((day): NoticeKind => `later:${day}`), days.map((day): NoticeKind => `handedOver:${day}`));
  const rows = fc.uniqueArray(fc.record({ milestone: milestones, contactId: ids, state: fc.constantFrom<NoticeState>('planned', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'skipped', 'cancelled'), dueAt: times, isPutOff: fc.boolean() }), { selector: ({ milestone, contactId }) => (['account', 'reach'].includes(milestone) ? milestone : `${milestone} ${contactId}`), maxLength: 8 })
    .map((some) => some.map(({ isPutOff, dueAt, ...each }): ToldNotice => ({ ...each, contactId: ['account', 'reach'].includes(each.milestone) ? 'account' : each.contactId, dueAt, sentAt: each.state === 'sent' ? dueAt : undefined, reason: isPutOff ? 'held' : undefined, cycle: EXPIRY, payload: {} })));
  const agreements = fc.record({ expiresOn: fc.constant(EXPIRY), since: times, refutedAt: fc.option(times, { nil: undefined, freq: 3 }), careAt: fc.option(times, { nil: undefined }), inCharge: fc.option(ids, { nil: undefined }) });
  const facts: fc.Arbitrary<PlanFacts> = fc.record({ now: times, contacts, told: rows, agreement: agreements, days: fc.constantFrom([], [], [-30, -7, 3]) }).map((each) => ({ ...factsAt('2027-01-01'), ...each }));
  const keyOf = ({ milestone, contactId }: { readonly milestone: string; readonly contactId: string }) => `${milestone} ${contactId}`;
  const SEED = { seed: 31, numRuns: 1000 };

  it('the plan is one: who may be written to is, once a time, of what is not settled; it is looked at again within a month', () => fc.assert(fc.property(facts, (each) => {
    const plan = planOf(each);
    expect(planOf({ ...each, contacts: [...each.contacts].reverse() })).toEqual(plan);
    const all = [...plan.open, ...plan.skipped];
    const settled = each.told.filter(({ state }) => state !== 'planned' && state !== 'cancelled').map(keyOf);
    const writable = new Set(['account', ...each.contacts.filter(({ mayWriteFirst, isReachable }) => mayWriteFirst && isReachable).map(({ id }) => id)]);
    const problems = [
      ...all.filter((one, index) => all.findIndex((other) => keyOf(one) === keyOf(other)) !== index).map((one) => `${keyOf(one)} twice`), ...all.filter((one) => settled.includes(keyOf(one))).map((one) => `${keyOf(one)} settled`),
      ...plan.open.filter(({ contactId }) => !writable.has(contactId)).map((one) => `${keyOf(one)} not to be written to`),
      ...plan.open.filter(({ milestone, contactId }) => /^T/.test(milestone) && plan.open.some((other) => /^T/.test(other.milestone) && other.milestone !== milestone && other.contactId === contactId)).map((one) => `${keyOf(one)} not alone`),
      ...(plan.lookAt > each.now && plan.lookAt.getTime() <= each.now.getTime() + 30 * 86_400_000 ? [] : ['looks at a wrong time']),
    ];
    expect(problems).toEqual([]);
  }), SEED));
  it('time alone changes nothing until it is looked at again', () => fc.assert(fc.property(facts, fc.double({ min: 0, max: 1, noNaN: true }), (each, part) => {
    const plan = planOf(each);
    const span = plan.lookAt.getTime() - each.now.getTime() - 60_000;
    fc.pre(span > 0);
    const written = plan.skipped.map((one): ToldNotice => ({ ...one, cycle: EXPIRY, state: 'skipped', sentAt: undefined, payload: {} }));
    const told = [...each.told.filter((one) => !written.some((other) => keyOf(one) === keyOf(other))), ...written];
    const then = planOf({ ...each, told, now: new Date(each.now.getTime() + Math.floor((span - 1) * part)) });
    expect({ open: then.open.map(keyOf), skipped: then.skipped.map(keyOf) }).toEqual({ open: plan.open.map(keyOf), skipped: [] });
  }), SEED));
});

describe('a planned row that does not stand any more', () => {
  const planOfAna = row('T-7', 'ana', '2027-04-26 09:00', 'planned');
  it.each([
    ['renewed', factsAt('2027-04-20', { agreement: { expiresOn: '2028-05-02' } }), planOfAna], ['renewed', factsAt('2027-04-20', { agreement: { expiresOn: '2028-04-02' } }), planOfAna], ['changed', factsAt('2027-04-20', { agreement: { expiresOn: '2027-05-12' } }), planOfAna],
    ['changed', factsAt('2027-04-20', { agreement: { expiresOn: EXPIRY } }), { ...planOfAna, cycle: '2028-05-02' }],
    ['optedOut', factsAt('2027-04-20', { contacts: [contact('ana', { mayWriteFirst: false })] }), planOfAna], ['unreachable', factsAt('2027-04-20', { contacts: [contact('ana', { isReachable: false })] }), planOfAna], ['gone', factsAt('2027-04-20', { contacts: [] }), planOfAna],
    ['handedOver', factsAt('2027-04-20', { contacts: [contact('ana'), contact('bea')], agreement: { inCharge: 'bea' } }), planOfAna], ['replanned', factsAt('2027-04-20'), planOfAna],
    ['lookedAfter', factsAt('2027-04-20', { agreement: { careAt: at('2027-04-20') } }), row('account', 'account', '2027-04-29 09:00', 'planned')], ['lookedAfter', factsAt('2027-04-20', { contacts: [contact('bea')], agreement: { careAt: at('2027-04-20') } }), row('escalation', 'bea', '2027-04-20 09:00', 'planned')],
    ['lookedAfter', factsAt('2027-04-20', { agreement: { careAt: at('2027-04-20') }, told: [row('escalation', 'ana', '2027-04-20 09:00')] }), planOfAna], ['optedOut', factsAt('2027-04-20', { contacts: [contact('bea', { mayWriteFirst: false })], agreement: { careAt: at('2027-04-20') } }), row('escalation', 'bea', '2027-04-20 09:00', 'planned')],
    ['replanned', factsAt('2027-04-20'), row('reach', 'account', '2027-01-12 09:00', 'planned')],
  ] as [string, PlanFacts, ToldNotice][])('is cancelled as %s (%#)', (reason, facts, each) => expect(cancelReasonOf(each, { ...facts, told: [...facts.told, each] })).toBe(reason));
});
