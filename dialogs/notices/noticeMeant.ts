/** Which notice somebody answers, and what: by a press on it, or by words that follow it. And whether it has arrived, where that was not known. */
import { word } from '../../locales';
import type { LedgerRecords } from '../../services/notices/ledgerRecords';
import type { NoticeView, Notices } from '../../services/notices/notices';
import { onePerAgreement, wordLine, type NoticeSubject } from '../../services/notices/wording';
import { addLead, type Conversation } from '../conversation';
import { languageOfTurn } from '../state';
import { chosenOf } from '../understand';
import { messageOfCard, type NoticeOptions } from './ids';
import { choicesOf, offerOf } from './noticeWording';

/** Whatever the notice offered when it was said is understood, also where it would offer it no more today. */
const ALWAYS = ['renew', 'renewed', 'later', 'notMine', 'optOut', 'person'];

export interface NoticeDoors {
  readonly notices: Pick<Notices, 'findMessage'>;
  readonly ledger: Pick<LedgerRecords, 'settle'>;
}

/** Nothing where no notice was meant, or one that is not this contact's or was not said to them alone. */
export async function noticeMeant({ notices, ledger }: NoticeDoors, conversation: Conversation): Promise<NoticeOptions | undefined> {
  const { heard, contact, notice } = conversation;
  const messageId = heard.press ? messageOfCard(heard.press.card) : notice;
  if (messageId === undefined || !heard.isDirect) return undefined;
  const view = await notices.findMessage(messageId);
  if (!view || view.contactId !== contact.id) return undefined;
  const subjects = onePerAgreement(view.subjects);
  const choice = heard.press ? pressed(heard.press.choice, subjects) : chosenOf(heard, offerOf(languageOfTurn(conversation), subjects), languageOfTurn(conversation));
  if (view.state === 'unknown') settle(conversation, view, choice !== undefined, ledger);
  return choice === undefined ? undefined : { choice, subjects };
}

/** An answer shows that the message has arrived. To any other word it is said again in short, so that it has been said in any case. */
function settle(conversation: Conversation, { messageId, subjects, isNudge }: NoticeView, isAnswer: boolean, ledger: NoticeDoors['ledger']): void {
  conversation.effects.push(ledger.settle({ messageId }, isAnswer ? 'pressed' : 'toldAgain'));
  if (isAnswer || isNudge) return;
  const language = languageOfTurn(conversation);
  addLead(conversation, word(language, 'notices:toldAgain', { line: onePerAgreement(subjects).map((subject) => wordLine(language, subject)).join(' · ') }));
}

function pressed(choice: string, subjects: readonly NoticeSubject[]): string | undefined {
  const isKnown = choicesOf('en', subjects).some(({ id }) => id === choice) || (subjects.length === 1 && ALWAYS.includes(choice) && subjects[0]!.partnerId !== '' && subjects[0]!.milestone !== 'renewed');
  return isKnown ? choice : undefined;
}
