import { procedure } from './procedure';

/** SUP and C-11: which of the four supports is for what, and how Cisco's Partner Support is used the first time. */
export const support = procedure({
  id: 'support',
  support: 'partnerSupport',
  steps: {
    topic: { ask: { account: 'webHelp', registration: 'partnerSupport', order: 'licensing', webex: 'ciscoRepresentative' } },
    webHelp: { last: 'done' },
    licensing: { last: 'done' },
    ciscoRepresentative: { last: 'done' },
    partnerSupport: { ask: { firstTime: 'workspace', known: 'request' } },
    workspace: { next: 'module' },
    module: { next: 'request' },
    request: { last: 'done' },
  },
});
