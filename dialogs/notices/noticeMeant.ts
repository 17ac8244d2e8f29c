/** Which notice somebody answers, and what: by a press on it, or by words that follow it. And which have arrived, where that was not known. */
import { word } from '../../locales';
import type { LedgerRecords } from '../../services/notices/ledgerRecords';
import { UNTOLD } from '../../services/notices/notice';
import type { NoticeView, Notices } from '../../services/notices/notices';
import { onePerAgreement, wordLine, type NoticeSubject } from '../../services/notices/wording';
import { addLead, type Conversation } from '../conversation';
import { languageOfTurn } from '../state';
import { chosenOf } from '../understand';
import { saidBeside } from './besideNotice';
import { messageOfCard, type NoticeOptions } from './ids';
import { choicesOf, offerOf } from './noticeWording';
import { answerInSentence } from './sentence';

/** Whatever the notice offered when it was said is understood, also where it would offer it no more today. */
const ALWAYS = ['renew', 'renewed', 'later', 'notMine', 'optOut', 'person'];

export interface NoticeDoors {
  readonly notices: Pick<Notices, 'findMessage'>;
  readonly ledger: Pick<LedgerRecords, 'settle'>;
}

/** Nothing where no notice was meant, or one that is not this contact's or was not said to them alone. */
export async function noticeMeant(doors: NoticeDoors, conversation: Conversation): Promise<NoticeOptions | undefined> {
  if (!conversation.heard.isDirect) return undefined;
  const answered = await findAnswered(doors, conversation);
  // An answer shows that the message has arrived.
  if (answered && UNTOLD.includes(answered.view.state)) conversation.effects.push(doors.ledger.settle([answered.view.messageId], 'pressed'));
  await tellAgain(doors, conversation, answered?.view);
  return answered && { choice: answered.choice, subjects: answered.view.subjects };
}

async function findAnswered({ notices }: NoticeDoors, conversation: Conversation): Promise<{ view: NoticeView; choice: string } | undefined> {
  const { heard, contact, notice } = conversation;
  const messageId = heard.press ? messageOfCard(heard.press.card) : notice;
  const found = messageId === undefined ? undefined : await notices.findMessage(messageId);
  if (!found || found.contactId !== contact.id) return undefined;
  const view = { ...found, subjects: onePerAgreement(found.subjects) };
  const choice = heard.press ? pressed(heard.press.choice, view.subjects) : typed(conversation, view.subjects);
  return choice === undefined ? undefined : { view, choice };
}

/** Whatever else may not have arrived is said again in short, so that it has been said in any case; not what the answer is about anyway. */
async function tellAgain({ notices, ledger }: NoticeDoors, conversation: Conversation, answered: NoticeView | undefined): Promise<void> {
  const messageIds = conversation.unknownNotices.filter((messageId) => messageId !== answered?.messageId);
  if (messageIds.length === 0) return;
  conversation.effects.push(ledger.settle(messageIds, 'toldAgain'));
  const views = await Promise.all(messageIds.map((messageId) => notices.findMessage(messageId)));
  const untold = views.flatMap((view) => (view && !view.isNudge ? view.subjects : [])).filter(({ partnerId }) => !answered?.subjects.some((subject) => subject.partnerId === partnerId));
  if (untold.length === 0) return;
  const language = languageOfTurn(conversation);
  addLead(conversation, word(language, 'notices:toldAgain', { line: onePerAgreement(untold).map((subject) => wordLine(language, subject)).join(' · ') }));
}

function typed(conversation: Conversation, subjects: readonly NoticeSubject[]): string | undefined {
  const language = languageOfTurn(conversation);
  return chosenOf(conversation.heard, offerOf(language, subjects), language) ?? saidBeside(conversation, subjects) ?? answerInSentence(conversation.heard.text, language, subjects);
}

function pressed(choice: string, subjects: readonly NoticeSubject[]): string | undefined {
  const isKnown = choicesOf('en', subjects).some(({ id }) => id === choice) || (subjects.length === 1 && ALWAYS.includes(choice) && subjects[0]!.partnerId !== '' && subjects[0]!.milestone !== 'renewed');
  return isKnown ? choice : undefined;
}
