/** What a contact means by free text, and what Lotse has to say of it: the topics of docs/topics.md, by their ids. Pure. */
import type answers from '../../locales/en/answers.json';
import { PROCEDURES } from '../procedures';
import { PROCEDURE_IDS, type ProcedureId } from '../procedures/procedure';

/** Commands that free text may mean; each is answered as if the word for it had been typed. */
export const TOPIC_COMMANDS = ['greet', 'thanks', 'goodbye', 'annoyed', 'help', 'stop', 'restart', 'language', 'person', 'status', 'remindersOff', 'later', 'renewed', 'notMine', 'myData', 'deleteMyData', 'orderProblems'] as const;
export type TopicCommand = (typeof TOPIC_COMMANDS)[number];

/** Said, and not asked for: nobody is asked whether they meant that. */
export const SMALL_TALK: ReadonlySet<TopicCommand> = new Set(['greet', 'thanks', 'goodbye', 'annoyed']);

/** Questions that have an answer of their own, and what is the next sensible thing after it (section 3 of the facts). */
const ANSWERS = {
  accountWhy: 'account', accountAddress: 'account', accountCountry: 'account', codeWhy: 'activationCode', mailSender: 'activationMail', browser: 'activationMail',
  distributor: 'registration', customerNumber: 'registration', registrationAfter: 'registration',
  renewalOpens: 'renewal', renewalTerm: 'renewal', renewalWho: 'renewal', renewalWhere: 'renewal', renewalAgreement: 'renewal', renewalLapse: 'renewal', renewalGrace: 'renewal', renewalAgain: 'registration',
  orderBefore: 'order', virtualAccount: 'order', licencesWhen: 'order', holdingWhat: 'order', orderUndo: 'support',
  webexContact: 'webex', webexRole: 'webex', webexBilling: 'webex', webexPause: 'webex', webexAdministrator: 'webex', lotse: undefined,
} as const satisfies Record<string, ProcedureId | undefined>;

/** Problems that are no place of a procedure: there is only one thing to say of them. */
const SAID_OF_PROBLEMS = { unknownOrganisation: 'webex' } as const satisfies Record<string, ProcedureId>;
/** A problem that several procedures know is a topic once, and entered where its remedies are the whole walk; that the mail is missing is a procedure. */
const ENTERED_IN: Readonly<Record<string, ProcedureId>> = { codeRefused: 'activationCode' };

/** A text of locales/LANGUAGE/answers.json. */
export type AnswerId = keyof (typeof answers)['text'];

export type Topic =
  | { readonly kind: 'start'; readonly id: string; readonly procedure: ProcedureId; readonly problem?: string; readonly answer: AnswerId }
  | { readonly kind: 'answer'; readonly id: string; readonly answer: AnswerId; readonly next: ProcedureId | undefined }
  | { readonly kind: 'command'; readonly id: string; readonly command: TopicCommand }
  | { readonly kind: 'outOfScope'; readonly id: string };

/** Nothing that Lotse has to do with; and what belongs to it, but stands in none of its sources (section 5 of the facts). */
const UNANSWERED = ['outOfScope', 'gap'] as const;

/** Every topic that there is. */
export const TOPICS: ReadonlyMap<string, Topic> = new Map([
  ...PROCEDURE_IDS.map((procedure): Topic => ({ kind: 'start', id: `procedure.${procedure}`, procedure, answer: procedure })),
  ...problems(),
  ...Object.entries(SAID_OF_PROBLEMS).map(([answer, next]): Topic => ({ kind: 'answer', id: `problem.${next}.${answer}`, answer: answer as AnswerId, next })),
  ...Object.entries(ANSWERS).map(([answer, next]): Topic => ({ kind: 'answer', id: `answer.${answer}`, answer: answer as AnswerId, next })),
  ...TOPIC_COMMANDS.map((command): Topic => ({ kind: 'command', id: `command.${command}`, command })),
  ...UNANSWERED.map((id): Topic => ({ kind: 'outOfScope', id })),
].map((topic): [string, Topic] => [topic.id, topic]));

/** The procedure that a topic belongs to: in the middle of it, it is the likelier one. */
export function areaOf(topic: Topic): ProcedureId | undefined {
  if (topic.kind === 'start') return topic.procedure;
  return topic.kind === 'answer' ? topic.next : undefined;
}

function problems(): Topic[] {
  const all = PROCEDURE_IDS.flatMap((procedure) => Object.keys(PROCEDURES[procedure].problems).map((problem) => ({ procedure, problem })));
  const found = all.filter(({ problem }, index) => problem !== 'missing' && all.findIndex((other) => other.problem === problem) === index);
  return found.map(({ procedure, problem }): Topic => ({ kind: 'start', id: `problem.${procedure}.${problem}`, procedure: ENTERED_IN[problem] ?? procedure, problem, answer: problem as AnswerId }));
}
