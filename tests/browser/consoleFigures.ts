/** A picture of a week, made up, with all the tables that the console draws. */
import type { Figures } from '../../bot/console/api';

const day = (at: number) => `2026-11-${String(16 + at).padStart(2, '0')}`;

export const FIGURES: Figures = {
  from: day(0), to: day(6),
  tables: [
    { name: 'renewals', columns: ['state', 'partners'], rows: [['active', 412], ['renewalOpen', 96], ['dueSoon', 31], ['grace', 9], ['lapsed', 4], ['unknown', 22], ['unreachable', 17]] },
    { name: 'calendar', columns: ['week', 'expiring', 'atRisk', 'claimed'], rows: Array.from({ length: 26 }, (_, at) => [`2026-W${at + 27}`, 8 + (at * 7) % 13, (at * 5) % 6, at % 3]) },
    { name: 'funnel', columns: ['procedure', 'step', 'language', 'channel', 'reached', 'left', 'ended'], rows: ['Zeitpunkt wählen', 'Bestätigungsmail öffnen', 'Unterschreiben', 'Prüfen'].flatMap((step, at) => [['renewal', step, 'de', 'msteams', 60 - at * 9, 4 + at, 20], ['renewal', step, 'fr', 'webex', 31 - at * 5, 2, 9]]) },
    { name: 'waiting', columns: ['day', 'waitMedian', 'waitP90', 'answerMedian', 'answerP90'], rows: Array.from({ length: 5 }, (_, at) => [day(at), 3 + at % 3, 9 + at, 2, 6 + at % 2]) },
    { name: 'deflection', columns: ['day', 'conversations', 'withoutPerson', 'handoffs', 'joined', 'handoffPercent'], rows: Array.from({ length: 7 }, (_, at) => [day(at), 40, 30 + at * 3 % 11, 4 + at % 3, 4, 12]) },
    { name: 'questions', columns: ['question', 'times'], rows: [['Wo ist mein Vertrag?', 9], ['كيف أغيّر الشركة؟', 4], ['как сменить подписанта', 3]] },
    { name: 'ratings', columns: ['rating', 'handoffs'], rows: [['5', 18], ['4', 9], ['3', 2], ['2', 0], ['1', 1]] },
    { name: 'conversations', columns: ['conversation', 'channel', 'language', 'topic', 'outcome', 'handedOff', 'rating'], rows: [['c-1', 'msteams', 'de', 'renewal', 'done', 'no', null], ['c-2', 'webchat', 'ar', 'webex', 'open', 'yes', 4]] },
  ],
};
