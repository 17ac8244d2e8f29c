import { procedure } from './procedure';

/** P-ORD: assign an order to a Smart Account in CCW (ten steps), and P-ORT: the three problems with the SCM case behind them. */
export const order = procedure({
  id: 'order',
  support: 'licensing',
  steps: {
    open: { next: 'search', onlyAfter: ['ciscoAccount', 'orderAccess'] },
    search: { next: 'details' },
    details: { next: 'banner' },
    banner: { next: 'assign' },
    assign: { next: 'find', trouble: ['cannotAssign'] },
    find: { next: 'select', trouble: ['cannotAssign'] },
    select: { next: 'virtualAccount' },
    virtualAccount: { next: 'terms', trouble: ['cannotAssign'] },
    terms: { next: 'confirm' },
    confirm: { warn: true, next: 'assigned', trouble: ['cannotAssign'] },
    assigned: { last: 'done', trouble: ['licencesMissing', 'ccwr'] },
    shipped: { ask: { shipped: 'accountActive', notShipped: 'waitForShipping' } },
    waitForShipping: { last: 'waiting' },
    accountActive: { ask: { active: 'exportHold', pending: 'openCase' } },
    exportHold: { ask: { free: 'openCase', held: 'openCase' } },
    openCase: { last: 'waiting' },
    holding: { next: 'open' },
    ccwrOpen: { next: 'ccwrSearch' },
    ccwrSearch: { next: 'ccwrDetails' },
    ccwrDetails: { next: 'ccwrBanner' },
    ccwrBanner: { last: 'done', trouble: ['cannotAssign'] },
  },
  problems: {
    licencesMissing: { remedies: ['shipped', 'accountActive', 'exportHold'] },
    holdingAccount: { remedies: ['holding'] },
    ccwr: { remedies: ['ccwrOpen', 'ccwrSearch', 'ccwrDetails', 'ccwrBanner'] },
    cannotAssign: { remedies: ['openCase'] },
  },
});
