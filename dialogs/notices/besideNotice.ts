/** Words after a notice that choose nothing of it: an "ok", or the wish to go on with what it has interrupted. */
import type { DialogContext } from 'botbuilder-dialogs';
import type { Understanding } from '../../services/understanding/understanding';
import { word } from '../../locales';
import { isNudge } from '../../services/notices/notice';
import type { NoticeSubject } from '../../services/notices/wording';
import { meaningOf, type Command } from '../choices';
import { addLead, say, type Conversation } from '../conversation';
import { answerEverywhere, open } from '../everywhere';
import { isAside, isUnderWay, languageOfTurn, openJourneys } from '../state';
import { NOTICE_DIALOG, type NoticeOptions } from './ids';

const BESIDE = ['fine', 'onward', 'done'];
const MEANS: Partial<Record<Command, string>> = { yes: 'fine', fine: 'fine', goOn: 'onward', onward: 'onward', next: 'done', stop: 'stop' };

/** "Done" is the renewal only where nothing else was under way that it may be said of. */
export function saidBeside(conversation: Conversation, [first]: readonly NoticeSubject[]): string | undefined {
  if (!first || isNudge(first)) return undefined;
  const command = meaningOf(conversation.heard.text)?.command;
  const said = command && MEANS[command];
  if (said !== 'done' || isUnderWay(conversation)) return said;
  return first.milestone === 'renewed' ? 'fine' : 'renewed';
}

export function isBeside({ choice }: NoticeOptions): boolean {
  return BESIDE.includes(choice);
}

/** What is said before it goes on. */
export function leadBeside(conversation: Conversation, { choice }: NoticeOptions): void {
  const language = languageOfTurn(conversation);
  if (choice === 'fine' && isUnderWay(conversation)) addLead(conversation, word(language, 'smallTalk.fine'));
  if (choice === 'done') addLead(conversation, word(language, 'notices:ask.done', { label: word(language, 'notices:choice.renewed') }));
}

/** Where nothing was under way, an open walk is taken up again, or else the notice is what there is to go on with. */
export async function goOnBeside(dc: DialogContext, conversation: Conversation, { choice, subjects }: NoticeOptions, understanding: Understanding): Promise<void> {
  const { state } = conversation;
  const language = languageOfTurn(conversation);
  state.misunderstood = 0;
  if (isUnderWay(conversation)) {
    while (isAside(dc.activeDialog?.id)) state.dialogs.pop();
    return dc.repromptDialog();
  }
  if (choice === 'fine') return say(dc.context, { language, text: word(language, 'smallTalk.fine'), choices: [], facts: [] });
  if (openJourneys(state).length > 0) return answerEverywhere(dc, conversation, false, understanding);
  addLead(conversation, word(language, 'choose.answer'));
  return open(NOTICE_DIALOG, { choice: 'notice', ...(subjects && { subjects }) } satisfies NoticeOptions)(dc, conversation);
}
