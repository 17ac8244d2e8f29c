/** What the stock bot says and what is said to it: one place for the bot and for the walk that tests it. */

/** Turns that are no step: the menu, two questions, the yes after the last step, the end. */
const AROUND_THE_STEPS = 5;

export const stockTexts = {
  menu: 'What would you like to do?',
  account: 'First: do you have an active Cisco account?',
  access: 'Do you have access to the order in Cisco Commerce Workspace (CCW)?',
  assigned: 'You have submitted the change. The licence is transferred once the order is shipped and confirmed. Shall we finish?',
  end: 'The order is assigned. Thank you!',
  step: (number, kind) => `Step ${number}. ${STEPS[kind]}`,
};

const STEPS = {
  choice: 'In the results, click the order’s number to see its details. In the banner at the top of the page, click View/Change assignments.',
  number: 'Search for the order that needs a Smart Account. Which sales order number does it have?',
  text: 'Choose what to search by, then search for the Smart Account. What is the name of the Smart Account?',
  confirm: 'The last click submits the change. Are the order, the Smart Account and the virtual account the right ones?',
};
const ANSWERS = { choice: 'Done', number: '104729', text: 'Example AG', confirm: 'yes' };

/** The prompts of the steps: mostly buttons, now and then a number or a text; the last one is an informed yes. */
export function stepKinds(turns) {
  const count = turns - AROUND_THE_STEPS;
  if (!(count >= 1)) throw new Error(`TURNS must be a number above ${AROUND_THE_STEPS}, not ${turns}.`);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? 'confirm' : ['choice', 'number', 'choice', 'text'][index % 4]));
}

/** The same conversation from the other side: what is typed, and what is answered to it. */
export function stockExchanges(turns) {
  const kinds = stepKinds(turns);
  const replies = [stockTexts.menu, stockTexts.account, stockTexts.access, ...kinds.map((kind, index) => stockTexts.step(index + 1, kind)), stockTexts.assigned, stockTexts.end];
  const says = ['hello', 'Order', 'yes', 'yes', ...kinds.map((kind) => ANSWERS[kind]), 'yes'];
  return replies.map((reply, index) => ({ say: says[index], expect: [reply] }));
}
