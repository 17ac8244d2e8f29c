import { procedure } from './procedure';

/** P-ACC: create a Cisco account. Step 1 is inferred (the documents begin at "2."); no address is known (facts, gaps). */
export const account = procedure({
  id: 'account',
  support: 'webHelp',
  steps: {
    open: { next: 'address' },
    address: { ask: { business: 'country', private: 'privateAddress' } },
    privateAddress: { ask: { business: 'country', private: 'country' } },
    country: { next: 'submit' },
    submit: { next: 'verify' },
    verify: { next: 'ready', trouble: ['activationMail', 'codeRefused'] },
    ready: { last: 'done', next: 'registration' },
    requestCode: { next: 'verify' },
  },
  problems: { codeRefused: { remedies: ['requestCode'] } },
});
