import { procedure } from './procedure';

/** ACT: where Cisco's activation code comes from and where it goes. It never comes to Lotse. */
export const activationCode = procedure({
  id: 'activationCode',
  support: 'webHelp',
  steps: {
    find: { next: 'enter', trouble: ['activationMail'] },
    enter: { next: 'verified', trouble: ['codeRefused', 'activationMail'] },
    verified: { last: 'done' },
    requestCode: { next: 'enter' },
  },
  problems: { codeRefused: { remedies: ['requestCode'] } },
});
