import { procedure } from './procedure';

/** P-REN: renew the agreement, with the readings C-1..C-8 where the documents contradict each other. */
export const renewal = procedure({
  id: 'renewal',
  support: 'partnerSupport',
  steps: {
    when: { ask: { before: 'signIn', inGrace: 'grace', tooLate: 'lost' } },
    signIn: { next: 'option', onlyAfter: ['signingAuthority'] },
    option: { next: 'accept', trouble: ['optionMissing'] },
    accept: { next: 'renewed' },
    renewed: { last: 'done' },
    grace: { next: 'signIn' },
    lost: { next: 'registration' },
    notYetOpen: { ask: { open: 'rightAccount', notYet: 'waitForWindow' } },
    waitForWindow: { last: 'waiting' },
    rightAccount: {},
    askPartnerSupport: { last: 'waiting', next: 'support' },
  },
  problems: { optionMissing: { remedies: ['notYetOpen', 'rightAccount', 'askPartnerSupport'] } },
});
