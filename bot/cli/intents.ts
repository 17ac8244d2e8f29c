/** The names by which other programs know what a contact means; topics are finer. Pure. */
import { TOPICS, type Topic, type TopicCommand } from '../../dialogs/topics/topic';
import type { ProcedureId } from '../../dialogs/procedures/procedure';

export const INTENTS = [
  'greet', 'help', 'cancel', 'start_over', 'language', 'account_create', 'account_code', 'account_no_email', 'partner_register', 'partner_renew', 'renewal_consequences', 'renewal_status', 'order_assign', 'order_licenses_missing', 'order_holding_account', 'order_ccwr', 'webex_setup', 'webex_not_started', 'human', 'reminders_stop', 'reminders_snooze', 'data_delete', 'out_of_scope',
] as const;
export type Intent = (typeof INTENTS)[number];

const OF_PROCEDURE: Readonly<Record<ProcedureId, Intent>> = {
  account: 'account_create', activationCode: 'account_code', activationMail: 'account_no_email', registration: 'partner_register', renewal: 'partner_renew', order: 'order_assign', webex: 'webex_setup', support: 'human',
};
const OF_PROBLEM: Readonly<Record<string, Intent>> = { licencesMissing: 'order_licenses_missing', holdingAccount: 'order_holding_account', ccwr: 'order_ccwr', notStarted: 'webex_not_started' };
const OF_ANSWER: Readonly<Record<string, Intent>> = {
  renewalLapse: 'renewal_consequences', renewalGrace: 'renewal_consequences', renewalAgain: 'renewal_consequences', licencesWhen: 'order_licenses_missing', holdingWhat: 'order_holding_account', orderUndo: 'order_assign', lotse: 'help',
};
/** Annoyed people are offered a person; what has no name of its own is known by what it is about. */
const OF_COMMAND: Readonly<Record<TopicCommand, Intent>> = {
  greet: 'greet', thanks: 'greet', goodbye: 'greet', annoyed: 'human', help: 'help', stop: 'cancel', restart: 'start_over', language: 'language', person: 'human', status: 'renewal_status', remindersOff: 'reminders_stop', later: 'reminders_snooze',
  renewed: 'partner_renew', notMine: 'partner_renew', myData: 'help', deleteMyData: 'data_delete', orderProblems: 'order_assign',
};

export function intentOf(topic: Topic): Intent {
  if (topic.kind === 'outOfScope') return 'out_of_scope';
  if (topic.kind === 'command') return OF_COMMAND[topic.command];
  if (topic.kind === 'start') return OF_PROBLEM[topic.problem ?? ''] ?? OF_PROCEDURE[topic.procedure];
  return OF_ANSWER[topic.answer] ?? (topic.next ? OF_PROCEDURE[topic.next] : 'help');
}

/** Of several topics, each intent once, in their order. */
export function intentsOf(topics: readonly Topic[]): Intent[] {
  return [...new Set(topics.map(intentOf))];
}

/** The intent of a topic by its id. Throws where there is no such topic. */
export function intentOfId(id: string): Intent {
  const topic = TOPICS.get(id);
  if (!topic) throw new Error(`There is no topic "${id}": docs/topics.md has them all.`);
  return intentOf(topic);
}
