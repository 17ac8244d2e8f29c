import { procedure } from './procedure';

/** P-TRB: the activation e-mail is missing. One rung per message, in the order of the sources (TRB-2..10). */
export const activationMail = procedure({
  id: 'activationMail',
  support: 'webHelp',
  startsWith: 'missing',
  steps: {
    spam: {},
    resend: { nudge: 'resent' },
    clearBrowser: {},
    restartBrowsers: {},
    browsers: { ask: { words: 'browsers', next: 'letter' } },
    letter: { last: 'waiting' },
    enterCode: { last: 'done', trouble: ['codeRefused'] },
    requestCode: { next: 'enterCode' },
  },
  problems: {
    codeRefused: { remedies: ['requestCode'] },
    missing: { remedies: ['spam', 'resend', 'clearBrowser', 'restartBrowsers', 'browsers'], next: 'enterCode' },
  },
  nudges: {
    resent: { minutes: 15, questions: [{ milestone: 'nudge:activationMail', answers: { came: 'helped', notCame: 'notHelped' } }] },
  },
});
