/** Whoever answers a notice where Lotse does not know who writes proves an address first; then what they wanted is done. */
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { word } from '../../locales';
import { addLead, conversationOf, type Conversation } from '../conversation';
import { RECORD_DIALOG, VERIFICATION_DIALOG, type VerificationOptions, type Verified } from '../identity/ids';
import { languageOfTurn } from '../state';
import { NOTICE_DIALOG, type NoticeOptions } from './ids';
import type { NoticeServices } from './scene';

/** What waits for the proof; plain data. */
export interface Wish {
  readonly wish: string;
}

/** The verbs that are typed, with the words that stand for them. */
const LABELS = { renewed: 'notices:choice.renewed', later: 'notices:choice.later', notMine: 'notices:choice.notMine', renew: 'notices:choice.renew' } as const;

export function isWish(state: object): state is Wish {
  return 'wish' in state;
}

/** Who has proven an address once is known, also where that was long ago. */
export async function isKnown({ contacts }: NoticeServices, { contact }: Conversation): Promise<boolean> {
  return (await contacts.get(contact.id)).provenAt !== undefined;
}

export function confirmFirst(dc: DialogContext, choice: string): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  const language = languageOfTurn(conversation);
  const label = LABELS[choice as keyof typeof LABELS] as (typeof LABELS)['renewed'] | undefined;
  addLead(conversation, label ? word(language, 'notices:ask.confirm', { wish: word(language, label) }) : word(language, 'notices:ask.confirmOff', { link: word(language, 'notices:mail.unsubscribe') }));
  dc.activeDialog!.state = { wish: choice } satisfies Wish;
  return dc.beginDialog(VERIFICATION_DIALOG, { isForWish: true } satisfies VerificationOptions);
}

export function carryOut(dc: DialogContext, { wish }: Wish, verified: Verified | undefined): Promise<DialogTurnResult> {
  return verified ? dc.replaceDialog(NOTICE_DIALOG, { choice: wish, verified } satisfies NoticeOptions) : dc.endDialog();
}

/** No agreement is known that it could be about: who wants to say something of one is asked for it. */
export function leaveUnknown(dc: DialogContext, verb: string, verified: Verified | undefined): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  addLead(conversation, word(languageOfTurn(conversation), 'notices:not.noAgreement'));
  return verb === 'later' ? dc.endDialog() : dc.replaceDialog(RECORD_DIALOG, { verified });
}
