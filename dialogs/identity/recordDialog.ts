/** The partner's record: asks once for what is missing, shows the status with its timeline, and takes corrections. */
import { Dialog, DialogReason, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../../locales';
import type { Services } from '../../services';
import { nameTimeline } from '../../services/timelineName';
import { ASIDE_DIALOG, type AsideOptions } from '../asides';
import { meaningOf } from '../choices';
import { addLead, conversationOf, notUnderstood, say, type Conversation } from '../conversation';
import { leaveFor } from '../leaving';
import type { Message } from '../message';
import type { ProcedureId } from '../procedures/procedure';
import { endRenewal } from '../renewalWalk';
import { languageOfTurn } from '../state';
import { chosenOf } from '../understand';
import { judgeDay, understandAnswer, type Understood } from './answers';
import { PRIVACY_DIALOG, RECORD_DIALOG, VERIFICATION_DIALOG, type VerificationOptions, type Verified } from './ids';
import { changed, fieldOf, isAlsos, isRefused, nextField, recordOf, takeDay, todayOf, changeOf, type Change, type Field, type PartnerRecordOf } from './record';
import { effectsOf } from './recordEffects';
import { answerAsNotice, knownOf, leaveForWalk } from './recordWays';
import { isNoticeAnswer, wordAskBack, wordCorrect, wordQuestion, wordStatus } from './recordWording';

/** Where the contact is in the record; plain data. `passed` are the questions answered before this one. */
interface At {
  readonly view: 'verifying' | 'status' | 'correct' | 'question' | 'askBack';
  readonly field?: Field | 'signatoryName';
  readonly askBack?: Extract<Understood, { kind: 'askBack' }>;
  readonly isCorrection?: boolean;
  readonly passed: readonly Field[];
  readonly partnerId?: string;
  readonly expects: 'words' | 'choice';
}

const START: At = { view: 'verifying', passed: [], expects: 'choice' };
/** A picture may be looked at again for so long. */
const PICTURE_LIFE_MS = 30 * 86_400_000;

export class RecordDialog extends Dialog {
  constructor(private readonly services: Services) {
    super(RECORD_DIALOG);
  }

  /** `verified`: the address was proven in this very turn. */
  override async beginDialog(dc: DialogContext, options?: { readonly verified?: Verified | undefined }): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    dc.activeDialog!.state = START;
    conversation.moved = true;
    if (!conversation.heard.isDirect) {
      addLead(conversation, word(languageOfTurn(conversation), 'identity:record.notHere'));
      return dc.endDialog();
    }
    if (options?.verified) return this.resumeDialog(dc, DialogReason.beginCalled, options.verified);
    const contact = await this.services.contacts.get(conversation.contact.id);
    return contact.verifiedAt ? this.goOn(dc, START, await this.read(conversation, START)) : dc.beginDialog(VERIFICATION_DIALOG);
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const at = dc.activeDialog!.state as At;
    const record = await this.read(conversation, at);
    if (!record.contact.verifiedAt) return this.beginDialog(dc);
    const language = languageOfTurn(conversation);
    const { heard } = conversation;
    const messages = (other: Language) => this.messageOf(conversation, at, record, other).choices;
    const yes = at.field === 'reminders' ? 'reminders:yes' : at.view === 'askBack' ? messages(language)[0]!.id : undefined;
    const no = at.field === 'reminders' ? 'reminders:no' : at.view === 'askBack' ? 'otherDay' : undefined;
    const isNumber = at.field === 'customerNumber' && !heard.press;
    const chosen = isNumber && /\p{Nd}/u.test(heard.text) ? undefined : chosenOf(heard, { choices: messages(language), inLanguage: messages, ...(yes && { yes }), ...(no && { no }) }, language);
    if (chosen !== undefined) return this.choose(dc, at, record, chosen);
    // No name either, where that of somebody else is asked for.
    if (at.field === 'signatoryName' && !heard.press && meaningOf(heard.text)?.command === 'myself') return this.choose(dc, at, record, 'signatory:me');
    const words = heard.press ? (heard.press.choice === 'words' ? heard.press.words : undefined) : heard.text;
    const isAsked = at.view === 'question' || (at.view === 'askBack' && /\p{Nd}/u.test(heard.text));
    if (!isAsked || words === undefined || (!heard.press && meaningOf(words)) || at.field === 'signatory' || at.field === 'reminders') return notUnderstood(dc);
    return this.take(dc, at, record, understandAnswer(words, { field: at.field!, language, today: todayOf(conversation.now, record), previous: record.partner?.expiresOn }));
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    const at = instance.state as At;
    await say(context, this.messageOf(conversation, at, await this.read(conversation, at), languageOfTurn(conversation)));
  }

  /** After the address was verified the questions begin, with whatever the person behind the address brings along. */
  override async resumeDialog(dc: DialogContext, _reason: DialogReason, result?: unknown): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const at = dc.activeDialog!.state as At;
    const verified = result as Verified | undefined;
    if (at.view === 'verifying' && !verified) return dc.endDialog();
    const record = await this.read(conversation, at);
    return this.goOn(dc, at, verified ? { ...record, contact: { ...record.contact, email: verified.email } } : record);
  }

  private async choose(dc: DialogContext, at: At, record: PartnerRecordOf, chosen: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.state.misunderstood = 0;
    const [verb, name] = chosen.split(/:(.*)/s) as [string, string | undefined];
    if (verb === 'menu') return leaveFor(dc);
    if (verb === 'procedure') return leaveForWalk(dc, name as ProcedureId, record);
    if (at.view === 'status' && isNoticeAnswer(verb)) return answerAsNotice(dc, verb, record);
    if (verb === 'myData') return dc.beginDialog(PRIVACY_DIALOG);
    if (verb === 'language') return dc.beginDialog(ASIDE_DIALOG, { kind: 'language' } satisfies AsideOptions);
    if (verb === 'email') return dc.beginDialog(VERIFICATION_DIALOG, { isChange: true } satisfies VerificationOptions);
    if (verb === 'correct') return this.stand(dc, { ...at, view: 'correct' }, record);
    if (verb === 'partner') return this.goOn(dc, { ...START, partnerId: name! }, await this.read(conversation, { ...START, partnerId: name! }));
    if (verb === 'field') return this.correct(dc, at, record, name as Field);
    if (verb === 'back') return this.back(dc, at, record);
    if (verb === 'later') {
      conversation.state.putOff = [...(conversation.state.putOff ?? []), fieldOf(at.field)];
      return this.goOn(dc, at, record);
    }
    if (verb === 'otherDay') return this.stand(dc, { ...at, view: 'question', field: 'expiry' }, record);
    if (verb === 'signatory' && name === 'other') return this.stand(dc, { ...at, view: 'question', field: 'signatoryName' }, record);
    if (verb === 'day' && at.askBack?.why === 'two') return this.take(dc, at, record, judgeDay(name!, todayOf(conversation.now, record), record.partner?.expiresOn));
    return this.apply(dc, at, record, changeOf(verb, name ?? ''));
  }

  private async take(dc: DialogContext, at: At, record: PartnerRecordOf, understood: Understood): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.state.misunderstood = 0;
    if (understood.kind === 'change') return this.apply(dc, at, record, understood.change);
    // Nothing is asked about a day that is not taken anyway.
    if (understood.kind === 'askBack' && understood.why !== 'two' && isRefused(record, { field: 'expiry', day: understood.days[0]! }, todayOf(conversation.now, record))) return this.refuse(dc, at, record);
    if (understood.kind === 'askBack') return this.stand(dc, { ...at, view: 'askBack', askBack: understood }, record);
    addLead(conversation, word(languageOfTurn(conversation), understood.key));
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  private async apply(dc: DialogContext, at: At, record: PartnerRecordOf, change: Change): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const today = todayOf(conversation.now, record);
    if (isRefused(record, change, today)) return this.refuse(dc, at, record);
    const language = languageOfTurn(conversation);
    conversation.effects.push(...effectsOf(this.services, record, change, { id: conversation.token(), language, text: this.messageOf(conversation, at, record, language).text }, today));
    if (at.isCorrection) addLead(conversation, word(language, 'identity:record.saved'));
    const { partner } = record;
    if (change.field === 'expiry' && takeDay(record, change.day, today).kind === 'renewal') endRenewal(conversation, 'reported', knownOf(conversation, record), record.others.length > 0);
    const isBehind = change.field === 'reminders' && change.mayWriteFirst && partner && await this.services.notices.hasColleagueFirst(conversation.contact.id, partner.id, conversation.now);
    // Who works there is not said here: nobody has agreed to be named.
    if (isBehind) addLead(conversation, word(language, 'identity:record.colleagueFirst', { company: partner.company }));
    return this.goOn(dc, { ...at, passed: [...at.passed, change.field] }, changed(record, change, conversation.now));
  }

  /** On to the next question, or to the status once nothing is missing; a correction leads straight back to it. */
  private goOn(dc: DialogContext, at: At, record: PartnerRecordOf): Promise<DialogTurnResult> {
    const field = at.isCorrection ? undefined : nextField(record, conversationOf(dc.context).state.putOff ?? []);
    const { field: _field, askBack: _askBack, isCorrection: _isCorrection, ...rest } = at;
    return this.stand(dc, field ? { ...rest, view: 'question', field } : { ...rest, view: 'status' }, record);
  }

  private correct(dc: DialogContext, at: At, record: PartnerRecordOf, field: Field): Promise<DialogTurnResult> {
    if (isAlsos(record, field, todayOf(conversationOf(dc.context).now, record))) return this.refuse(dc, at, record);
    return this.stand(dc, { ...at, view: 'question', field, isCorrection: true }, record);
  }

  private refuse(dc: DialogContext, at: At, record: PartnerRecordOf): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    addLead(conversation, word(languageOfTurn(conversation), 'identity:record.onlyAlso'));
    return this.stand(dc, { ...at, view: 'status' }, record);
  }

  private back(dc: DialogContext, at: At, record: PartnerRecordOf): Promise<DialogTurnResult> {
    if (at.view === 'askBack') return this.stand(dc, { ...at, view: 'question', field: 'expiry' }, record);
    if (at.field === 'signatoryName') return this.stand(dc, { ...at, view: 'question', field: 'signatory' }, record);
    const passed = at.passed.at(-1);
    if (at.view === 'question' && !at.isCorrection && passed) return this.stand(dc, { ...at, view: 'question', field: passed, passed: at.passed.slice(0, -1) }, record);
    return at.view === 'correct' || at.isCorrection ? this.goOn(dc, { ...at, isCorrection: true }, record) : leaveFor(dc);
  }

  private async stand(dc: DialogContext, at: At, record: PartnerRecordOf): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.moved = true;
    const expects = at.view === 'question' || at.view === 'askBack' ? 'words' : 'choice';
    // Whatever is answered now is answered of the partner that is shown, also where another becomes the more urgent one by it.
    dc.activeDialog!.state = { ...at, ...(record.partner && { partnerId: record.partner.id }), expects } satisfies At;
    await say(dc.context, this.messageOf(conversation, at, record, languageOfTurn(conversation)));
    return Dialog.EndOfTurn;
  }

  private async read({ contact, now }: Conversation, { partnerId }: At): Promise<PartnerRecordOf> {
    return recordOf(await this.services.contacts.get(contact.id), await this.services.partners.of(contact.id), now, partnerId);
  }

  private messageOf(conversation: Conversation, at: At, record: PartnerRecordOf, language: Language): Message {
    const reader = { language, today: todayOf(conversation.now, record) };
    if (at.view === 'question') return wordQuestion(reader, at.field!, record, at.isCorrection === true);
    if (at.view === 'askBack') return wordAskBack(reader, at.askBack!, record.partner?.expiresOn);
    if (at.view === 'correct') return wordCorrect(reader, record);
    const expiresOn = record.partner?.expiresOn;
    return wordStatus(reader, record, expiresOn && this.services.media.sign(nameTimeline({ expiresOn, today: reader.today, language }), PICTURE_LIFE_MS));
  }
}
