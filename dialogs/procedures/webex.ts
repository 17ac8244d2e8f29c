import { procedure } from './procedure';

/** P-WBX: order and set up Webex for a customer; every branch of the wizard, two of them irreversible (WBX-14, WBX-34). Where something is done while it is asked, it may fail without a known remedy. */
export const webex = procedure({
  id: 'webex',
  support: 'ciscoRepresentative',
  steps: {
    placeOrder: { next: 'mail' },
    mail: { next: 'role', trouble: ['notStarted'], nudge: 'setUpMail' },
    role: { next: 'whoSetsUp' },
    whoSetsUp: { ask: { self: 'self', colleague: 'colleague', customer: 'customer' } },
    self: { next: 'partnerOrganisation' },
    partnerOrganisation: { ask: { first: 'customerAdministrator', existing: 'customerAdministrator', unknown: 'unknownOrganisation' }, trouble: [] },
    customerAdministrator: { next: 'customerOrganisation' },
    customerOrganisation: { ask: { new: 'confirm', existing: 'confirm', unknown: 'unknownOrganisation' }, trouble: [] },
    confirm: { next: 'password' },
    password: { ask: { created: 'subscription', notNeeded: 'subscription' }, trouble: [] },
    subscription: { next: 'calls' },
    calls: { next: 'meetings' },
    meetings: { next: 'organisation' },
    organisation: { next: 'provision' },
    provision: { warn: true, next: 'provisioned' },
    provisioned: { last: 'done' },
    colleague: { last: 'waiting' },
    customer: { warn: true, next: 'customerSetsUp' },
    customerSetsUp: { last: 'done' },
    unknownOrganisation: { last: 'waiting' },
    startDate: { ask: { notYet: 'waitForStartDate', reached: 'oneDayLater' } },
    waitForStartDate: { last: 'waiting', nudge: 'setUpMail' },
    oneDayLater: { last: 'waiting' },
    underWay: { ask: { guide: 'role' }, last: 'done' },
  },
  problems: { notStarted: { remedies: ['startDate'] } },
  nudges: {
    setUpMail: {
      reached: 'oneDayLater', problem: 'notStarted',
      questions: [
        { milestone: 'nudge:webexMail', answers: { came: 'role', notCame: 'oneDayLater' } },
        { milestone: 'nudge:webexBegun', answers: { begun: 'underWay', notBegun: 'oneDayLater' } },
      ],
    },
  },
});
