/** Verifies a mailbox: asks for the address, warns of a private one, takes the code, and goes on where the contact was. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../../locales';
import type { Services } from '../../services';
import { readMailAddress, type MailAddress } from '../../services/mailAddress';
import type { Challenge } from '../../services/verification/challenges';
import { codesIn } from '../../services/verification/codeText';
import { meaningOf } from '../choices';
import { addLead, conversationOf, notUnderstood, say, type Conversation } from '../conversation';
import { askPerson } from '../handoff/asking';
import { leaveFor } from '../leaving';
import type { Message } from '../message';
import { PROCEDURES } from '../procedures';
import { progress } from '../procedures/line';
import type { ProcedureId } from '../procedures/procedure';
import { journeyTitle } from '../procedures/wording';
import { languageOfTurn } from '../state';
import { isAboutMissingMail, readText } from '../topics/acting';
import { chosenOf } from '../understand';
import { VERIFICATION_DIALOG, type VerificationOptions, type Verified } from './ids';
import { becomeContact, begunElsewhere } from './sameContact';
import { showMoment, wordAddress, wordCode, wordContinue, wordPrivate, wordProblem, type CodeEnd } from './verificationWording';

/** Where the verification stands; plain data. */
type At =
  | { readonly at: 'address'; readonly isFirst: boolean; readonly expects: 'words' }
  | { readonly at: 'private'; readonly address: MailAddress }
  | { readonly at: 'code'; readonly address: MailAddress; readonly challengeId: string; readonly over?: CodeEnd; readonly expects: 'code' }
  | { readonly at: 'continue'; readonly procedure: ProcedureId; readonly channel: string; readonly email: string };

export class VerificationDialog extends Dialog {
  constructor(private readonly services: Services) {
    super(VERIFICATION_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: VerificationOptions): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { verifications, contacts } = this.services;
    if (!verifications.isAvailable) return leaveWith(dc, 'identity:verify.unavailable');
    if ((await contacts.get(conversation.contact.id)).isLocked) return leaveWith(dc, 'identity:verify.locked');
    const waiting = options?.isChange ? undefined : await verifications.findWaiting(conversation.contact.id);
    return stand(dc, waiting ? codeOf(waiting) : { at: 'address', isFirst: !options?.isChange && !options?.isForWish, expects: 'words' });
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const at = await this.asItIs(dc.activeDialog!.state as At);
    dc.activeDialog!.state = at;
    const language = languageOfTurn(conversation);
    const { heard } = conversation;
    const words = heard.press ? (heard.press.choice === 'words' ? heard.press.words : undefined) : heard.text;
    // A code may be the number of a choice, but never one digit; so a code is looked for first. One that was sent is good where another address is asked for, too.
    const [code] = at.at === 'code' || at.at === 'address' ? codesIn(words ?? '') : [];
    const waiting = code !== undefined && at.at === 'address' ? await this.services.verifications.findWaiting(conversation.contact.id) : undefined;
    if (code !== undefined && waiting) return this.tryCode(dc, codeOf(waiting), code);
    if (code !== undefined && at.at === 'code' && !at.over) return this.tryCode(dc, at, code);
    const inLanguage = (other: Language) => messageOf(at, other, conversation).choices;
    // Cisco's missing mail is another matter; who waits for ours means ours.
    const isMissing = at.at === 'code' && isAboutMissingMail(conversation, this.services.understanding);
    const chosen = isMissing ? 'resend' : chosenOf(heard, { choices: inLanguage(language), inLanguage, yes: at.at === 'private' ? 'useAnyway' : 'goOn', no: at.at === 'private' ? 'otherAddress' : 'notNow' }, language);
    if (chosen !== undefined) return this.choose(dc, at, chosen);
    if (words === undefined || (!heard.press && meaningOf(words))) return notUnderstood(dc);
    if (at.at === 'code' && !at.over && /\p{Nd}/u.test(words) && !words.includes('@')) return askAgain(dc, word(language, 'identity:verify.notSix'));
    if (at.at !== 'address' && !(at.at === 'code' && words.includes('@'))) return notUnderstood(dc);
    return this.takeAddress(dc, words);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    instance.state = await this.asItIs(instance.state as At);
    await say(context, messageOf(instance.state as At, languageOfTurn(conversation), conversation));
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  /** A code that has run out meanwhile is no longer asked for. */
  private async asItIs(at: At): Promise<At> {
    if (at.at !== 'code' || at.over || await this.services.verifications.isAlive(at.challengeId)) return at;
    return { ...at, over: 'expired' };
  }

  private async takeAddress(dc: DialogContext, words: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const read = readMailAddress(words);
    if ('problem' in read) {
      // Whoever asks something instead gets an answer, and is asked for the address again.
      const isOtherwise = read.problem === 'noAt' && (conversation.state.misunderstood > 0 || readText(conversation, this.services.understanding).act === 'do');
      if (isOtherwise) return notUnderstood(dc);
      if (read.problem === 'noAt') conversation.state.misunderstood += 1;
      return askAgain(dc, wordProblem(languageOfTurn(conversation), read.problem));
    }
    conversation.state.misunderstood = 0;
    return this.services.verifications.isPrivate(read) ? stand(dc, { at: 'private', address: read }) : this.sendCode(dc, read);
  }

  private async choose(dc: DialogContext, at: At, chosen: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.state.misunderstood = 0;
    if (chosen === 'person') return askPerson(dc, 'contact');
    if (chosen === 'menu') return leaveFor(dc);
    if (chosen === 'resend' && at.at === 'code') return this.sendCode(dc, at.address);
    if (chosen === 'useAnyway' && at.at === 'private') return this.sendCode(dc, at.address);
    if (chosen === 'goOn' && at.at === 'continue') return leaveFor(dc, at.procedure);
    if (chosen === 'notNow' && at.at === 'continue') return dc.endDialog({ email: at.email } satisfies Verified);
    if (chosen === 'back' && at.at === 'address') return dc.endDialog();
    return stand(dc, { at: 'address', isFirst: false, expects: 'words' });
  }

  private async sendCode(dc: DialogContext, address: MailAddress): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { id, activityId, contact, state } = conversation;
    const language = languageOfTurn(conversation);
    const asked = await this.services.verifications.ask({ contactId: contact.id, conversationId: id, activityId, address, language });
    if (asked.kind === 'locked' || asked.kind === 'unavailable') return leaveWith(dc, `identity:verify.${asked.kind}`);
    if (asked.kind === 'wait') {
      const time = showMoment(asked.until, conversation.now, language, (await this.services.contacts.get(contact.id)).timeZone);
      // The code that is out is still good, also where another address was tried.
      const waiting = await this.services.verifications.findWaiting(contact.id);
      addLead(conversation, word(language, waiting ? 'identity:verify.wait' : 'identity:verify.waitFirst', { time }));
      return stand(dc, waiting ? codeOf(waiting) : { at: 'address', isFirst: false, expects: 'words' });
    }
    conversation.effects.push(...asked.effects);
    state.misunderstood = 0;
    const text = word(language, asked.isAgain ? 'identity:verify.sentAgain' : 'identity:verify.sent', { email: address.email, count: asked.minutes });
    return stand(dc, { at: 'code', address, challengeId: asked.challengeId, expects: 'code' }, text);
  }

  private async tryCode(dc: DialogContext, at: Extract<At, { at: 'code' }>, code: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const language = languageOfTurn(conversation);
    conversation.state.misunderstood = 0;
    const answered = await this.services.verifications.answer({ contactId: conversation.contact.id, challengeId: at.challengeId, activityId: conversation.activityId, code });
    if (answered.kind === 'locked') return leaveWith(dc, 'identity:verify.locked');
    if (answered.kind === 'wrong') return askAgain(dc, word(language, 'identity:verify.wrong', { count: answered.left }));
    if (answered.kind !== 'right') return stand(dc, { ...at, over: answered.kind });
    conversation.effects.push(answered.effect);
    return this.prove(dc, at.address);
  }

  /** The mailbox is theirs: whoever ALSO's list or another channel knows by that address is the same person. */
  private async prove(dc: DialogContext, address: MailAddress): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { contacts, verifications, erasures } = this.services;
    const before = conversation.contact;
    const own = await contacts.get(before.id);
    const other = await contacts.findByAddress(address.key);
    const begun = other && other.id !== own.id ? begunElsewhere(conversation, other) : undefined;
    if (other && other.id !== own.id) {
      becomeContact(conversation, other);
      conversation.effects.push(contacts.merge({ id: own.id, version: before.version }, other.id));
    }
    conversation.effects.push(contacts.prove(conversation.contact.id, address), erasures.lift(address.key));
    conversation.state.isProven = true;
    const language = languageOfTurn(conversation);
    if (own.email !== undefined && own.emailKey !== undefined && own.emailKey !== address.key) conversation.effects.push(verifications.tellOldAddress(own.email, language, conversation.id));
    addLead(conversation, word(language, 'identity:verify.done', { email: address.email }));
    conversation.moved = true;
    if (!begun) return dc.endDialog({ email: address.email } satisfies Verified);
    return stand(dc, { at: 'continue', procedure: begun.record.journey.procedure, channel: begun.channel, email: address.email });
  }
}

/** The question for the code of a challenge. */
function codeOf({ id, email, emailKey }: Challenge): Extract<At, { at: 'code' }> {
  const read = readMailAddress(email);
  return { at: 'code', address: 'email' in read ? read : { email, key: emailKey, domain: '' }, challengeId: id, expects: 'code' };
}

function messageOf(at: At, language: Language, conversation: Conversation): Message {
  if (at.at === 'address') return wordAddress(language, at.isFirst);
  if (at.at === 'private') return wordPrivate(language, at.address.email);
  if (at.at === 'code') return wordCode(language, at.address.email, at.over);
  const journey = conversation.state.journeys[at.procedure]!.journey;
  return wordContinue(language, journeyTitle(language, journey), at.channel, progress(PROCEDURES[at.procedure], journey));
}

/** Goes to a place; `text` says what has just happened instead of what the place says otherwise. */
async function stand(dc: DialogContext, at: At, text?: string): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  conversation.moved = true;
  dc.activeDialog!.state = at;
  await say(dc.context, { ...messageOf(at, languageOfTurn(conversation), conversation), ...(text && { text }) });
  return Dialog.EndOfTurn;
}

async function askAgain(dc: DialogContext, why: string): Promise<DialogTurnResult> {
  addLead(conversationOf(dc.context), why);
  await dc.repromptDialog();
  return Dialog.EndOfTurn;
}

function leaveWith(dc: DialogContext, key: 'identity:verify.locked' | 'identity:verify.unavailable'): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  addLead(conversation, word(languageOfTurn(conversation), key));
  return dc.endDialog();
}
