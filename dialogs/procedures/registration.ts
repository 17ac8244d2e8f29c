import { procedure } from './procedure';

/** P-REG: register as a Cisco partner, with ALSO Switzerland as distributor. The end (REG-6..8) holds in every language (C-10). */
export const registration = procedure({
  id: 'registration',
  support: 'partnerSupport',
  steps: {
    openTool: { next: 'form', onlyAfter: ['ciscoAccount', 'customerNumber'] },
    form: { next: 'distributor' },
    distributor: { next: 'submit' },
    submit: { next: 'checked' },
    checked: { last: 'waiting' },
  },
});
