/** A picture of a week, made up, with all the tables that the console draws, in the columns and words of services/desk/figures. */
import type { Figures } from '../../bot/console/api';

const day = (at: number) => `2026-11-${String(16 + at).padStart(2, '0')}`;
const week = (at: number) => new Date(Date.UTC(2026, 10, 16 + 7 * at)).toISOString().slice(0, 10);
const STEPS = [['when', 'Stand der Vereinbarung'], ['signIn', 'Im Portal anmelden'], ['rightAccount', 'Konto prüfen'], ['longGone', null]] as const;

export const FIGURES: Figures = {
  from: day(0), to: day(6), today: day(6),
  tables: [
    { name: 'renewals', columns: ['state', 'partners'], rows: [['active', 412], ['renewalOpen', 96], ['dueSoon', 31], ['grace', 9], ['lapsed', 4], ['unknown', 22], ['unreachable', 17], ['claimed', 3]] },
    { name: 'calendar', columns: ['week', 'expiring', 'atRisk', 'claimed'], rows: Array.from({ length: 26 }, (_, at) => [week(at), 8 + (at * 7) % 13, (at * 5) % 6, at % 3]) },
    { name: 'milestones', columns: ['milestone', 'renewals'], rows: [['T-14', 4], ['T0', 2], ['T+3', 1], ['later', 2], ['handedOver', 1], ['escalation', 1]] },
    { name: 'funnel', columns: ['procedure', 'step', 'title', 'language', 'channel', 'reached', 'left', 'ended'], rows: STEPS.flatMap(([step, title], at) => [['renewal', step, title, 'de', 'msteams', 60 - at * 9, 4 + at, 20], ['renewal', step, title, 'fr', 'webex', 31 - at * 5, 2, 9]]) },
    { name: 'waiting', columns: ['day', 'handoffs', 'answered', 'unanswered', 'waitMedian', 'waitP90', 'answerMedian', 'answerP90'], rows: Array.from({ length: 7 }, (_, at) => (at < 5 ? [day(at), 4, 3, 1, 3 + at % 3, 9 + at, 2, 6 + at % 2] : [day(at), 0, 0, 0, null, null, null, null])) },
    { name: 'deflection', columns: ['day', 'conversations', 'withoutPerson', 'handoffs', 'joined', 'handoffPercent'], rows: Array.from({ length: 7 }, (_, at) => [day(at), 40, 30 + at * 3 % 11, 4 + at % 3, 4, 12]) },
    { name: 'ratings', columns: ['rating', 'handoffs'], rows: [[1, 1], [2, 0], [3, 2], [4, 9], [5, 18]] },
    { name: 'questions', columns: ['question', 'language', 'times', 'contacts', 'lastOn'], rows: [['Wo ist mein Vertrag?', 'de', 9, 7, day(2)], ['كيف أغيّر الشركة؟', 'ar', 4, 4, day(3)], ['как сменить подписанта', 'ru', 3, 2, day(6)]] },
    { name: 'conversations', columns: ['day', 'channel', 'language', 'topic', 'outcome', 'handedOff', 'rating', 'contactMessages', 'lotseMessages', 'agentMessages'], rows: [[day(6), 'msteams', 'de', 'renewal', 'handedOn', 'no', null, 4, 6, 0], [day(5), 'webchat', 'ar', 'activationMail', 'open', 'yes', 4, 9, 5, 7], [day(5), '', null, null, 'none', 'no', null, 1, 1, 0]] },
  ],
};
