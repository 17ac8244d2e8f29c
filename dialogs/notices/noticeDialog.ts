/** What follows an answer to a notice, by press or in words: how to renew, the new day, a later reminder, somebody else, no more reminders. */
import { Dialog, type DialogContext, type DialogReason, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word } from '../../locales';
import { normalise } from '../../locales/folding';
import { isNudge } from '../../services/notices/notice';
import { dayKindOf } from '../../services/notices/wording';
import { meaningOf } from '../choices';
import { addLead, conversationOf, notUnderstood, say } from '../conversation';
import { askPerson, askPersonInstead } from '../handoff/asking';
import { understandAnswer } from '../identity/answers';
import { RECORD_DIALOG, type Verified } from '../identity/ids';
import { leaveFor } from '../leaving';
import { nearDaysIn } from '../nearDay';
import { renewalFrom } from '../renewalWalk';
import { languageOfTurn } from '../state';
import { chosenOf } from '../understand';
import { wordNoLater, wordNotOn, wordOddDay } from './answerWording';
import { carryOut, confirmFirst, isKnown, isWish, leaveUnknown, type Wish } from './confirming';
import { NOTICE_DIALOG, type NoticeOptions } from './ids';
import { laterDayIn } from './laterDay';
import { leaveWith } from './leavingNotice';
import { answerNudge } from './nudges';
import { goesOn, handOver, isRenewedAlready, noteDay, noteName, remindLater, stopReminders, wordLost, wordUnchanged, type Answer } from './outcomes';
import { namesRenewedDay, renewedDayIn } from './renewedDay';
import { restOf, takeOne, withRest } from './rest';
import { readAbouts, readScene, readSnoozeDays, readWorkdays, type About, type NoticeServices, type Scene } from './scene';
import { answerInSentence } from './sentence';
import { readShown } from './shown';
import { asKept, isLost, messageAt, offerAt, takesWords, type At, type Shown } from './views';

export class NoticeDialog extends Dialog {
  constructor(private readonly services: NoticeServices) {
    super(NOTICE_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { choice, subjects, verified } = options as NoticeOptions;
    conversation.moved = true;
    conversation.state.misunderstood = 0;
    if (!conversation.heard.isDirect) return leaveWith(dc, word(languageOfTurn(conversation), 'identity:record.notHere'));
    if (choice === 'person') return askPersonInstead(dc, 'contact');
    if (choice === 'record') return dc.replaceDialog(RECORD_DIALOG);
    const [first] = subjects ?? [];
    if (first && isNudge(first)) return answerNudge(dc, conversation, first, choice);
    if (!subjects && !verified && !(await isKnown(this.services, conversation))) return confirmFirst(dc, choice);
    const abouts = subjects ?? await readAbouts(this.services, conversation);
    if (choice === 'stop') addLead(conversation, word(languageOfTurn(conversation), 'notices:ask.stop'));
    if (choice === 'optOut' || choice === 'stop') return this.askToStop(dc, abouts);
    const [verb, partnerId] = choice.split(':') as [string, string | undefined];
    const next = verb === 'rest' ? await restOf(this.services, conversation, abouts) : undefined;
    if (verb === 'rest') return next ? this.stand(dc, next) : dc.endDialog();
    const meant = partnerId === undefined ? abouts : takeOne(dc, abouts, partnerId);
    return meant.length === 0 ? leaveUnknown(dc, verb, verified) : this.answer(dc, meant, verb);
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const at = dc.activeDialog!.state as At | Wish;
    if (isWish(at)) return confirmFirst(dc, at.wish);
    const shown = await readShown(this.services, conversation, at);
    if (isLost(at, shown)) return leaveWith(dc, wordLost(conversation, shown, at.abouts[0]!.partnerId));
    const { heard } = conversation;
    const language = languageOfTurn(conversation);
    const chosen = chosenOf(heard, offerAt(at, shown, language), language) ?? (at.view === 'notice' && !heard.press ? answerInSentence(heard.text, language, shown.subjects) : undefined);
    if (chosen !== undefined) return this.choose(dc, at, shown, chosen);
    const words = heard.press ? (heard.press.choice === 'words' ? heard.press.words : undefined) : heard.text;
    const isAsked = takesWords(at) && (at.view !== 'dates' || /\p{Nd}/u.test(heard.text));
    if (!isAsked || words === undefined || (!heard.press && meaningOf(words))) return notUnderstood(dc);
    conversation.state.misunderstood = 0;
    if (at.view === 'later' || at.view === 'laterInstead') return this.takeLater(dc, { services: this.services, conversation, scene: shown, subject: shown.subjects[0]! }, words);
    return at.view === 'who' ? this.takeName(dc, at, shown, words) : this.takeDay(dc, at, shown, words);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    const at = instance.state as At;
    const shown = await readShown(this.services, conversation, at);
    const language = languageOfTurn(conversation);
    if (!isLost(at, shown)) return say(context, messageAt(at, shown, language));
    return say(context, { language, text: wordLost(conversation, shown, at.abouts[0]!.partnerId), choices: [], facts: [] });
  }

  override async resumeDialog(dc: DialogContext, _reason: DialogReason, result?: unknown): Promise<DialogTurnResult> {
    const at = dc.activeDialog!.state as At | Wish;
    if (isWish(at)) return carryOut(dc, at, result as Verified | undefined);
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  /** A verb about one agreement, or about one of several that is still to be named. */
  private async answer(dc: DialogContext, abouts: readonly About[], verb: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const scene = await readScene(this.services, conversation, abouts);
    const [subject, ...others] = scene.subjects;
    if (!subject) return leaveWith(dc, wordLost(conversation, scene, abouts[0]!.partnerId));
    if (others.length > 0) return this.stand(dc, { view: 'companies', abouts, choice: verb });
    const answer: Answer = { services: this.services, conversation, scene, subject };
    if (verb === 'renew') {
      conversation.effects.push(this.services.agreements.lookAfter(subject.partnerId, scene.contact.id));
      if (dayKindOf(subject) === 'over') return leaveFor(dc, 'registration', {});
      return leaveFor(dc, 'renewal', renewalFrom(subject, scene.partners.find(({ id }) => id === subject.partnerId)?.isSignatory));
    }
    if ((verb === 'renewed' || verb === 'later') && isRenewedAlready(subject)) return leaveWith(dc, wordUnchanged(answer, 'already'));
    if (verb === 'later') return this.askWhen(dc, answer);
    const { heard: { press, text }, isGuess } = conversation;
    if (verb === 'renewed' && !press && !isGuess && namesRenewedDay(text, languageOfTurn(conversation), subject)) return this.takeDay(dc, { view: 'date', abouts: [subject] }, scene, text);
    return this.stand(dc, { view: verb === 'renewed' ? 'date' : verb === 'notMine' ? 'who' : 'notice', abouts: [subject] });
  }

  private async choose(dc: DialogContext, at: At, shown: Shown, chosen: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.state.misunderstood = 0;
    const [verb, name] = chosen.split(/:(.*)/s) as [string, string | undefined];
    if (verb === 'menu') return leaveFor(dc);
    if (verb === 'person') return askPerson(dc, 'contact');
    if (verb === 'record') return dc.replaceDialog(RECORD_DIALOG);
    if (verb === 'optOut') return this.askToStop(dc, at.abouts);
    if (verb === 'optOutYes') return leaveWith(dc, stopReminders({ services: this.services, conversation, scene: shown }));
    if (verb === 'optOutNo') return leaveWith(dc, word(languageOfTurn(conversation), 'notices:done.kept'));
    const isFromRecord = conversation.state.dialogs.at(-2)?.id === RECORD_DIALOG;
    if (verb === 'back') return shown.subjects.length === 1 && at.view !== 'rest' && !isFromRecord ? this.stand(dc, { view: 'notice', abouts: at.abouts }) : dc.endDialog();
    if (verb === 'company') return this.answer(dc, takeOne(dc, at.abouts, name!), at.choice!);
    if (verb === 'otherDay') return this.stand(dc, at.view === 'laterInstead' ? { view: 'later', abouts: at.abouts } : { view: 'date', abouts: at.abouts, isAgain: true });
    const answer: Answer = { services: this.services, conversation, scene: shown, subject: shown.subjects[0]! };
    if (verb === 'unknown') return leaveWith(dc, wordUnchanged(answer, at.view === 'who' ? 'nobody' : 'dayUnknown'));
    if (verb === 'day') return leaveWith(dc, at.view.startsWith('later') ? remindLater(answer, name!) : await noteDay(answer, name!));
    if (verb === 'colleague') return leaveWith(dc, handOver(answer, shown.colleagues.find(({ id }) => id === name)!));
    return this.answer(dc, at.abouts, verb);
  }

  private async takeDay(dc: DialogContext, at: At, shown: Scene, words: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const language = languageOfTurn(conversation);
    const answer: Answer = { services: this.services, conversation, scene: shown, subject: shown.subjects[0]! };
    const read = renewedDayIn(words, language, { today: shown.today, previous: answer.subject.expiresOn });
    if (read.kind === 'day') return leaveWith(dc, await noteDay(answer, read.day));
    if (read.kind === 'two') return this.stand(dc, { view: 'dates', abouts: at.abouts, days: read.days });
    addLead(conversation, read.kind === 'none' ? word(language, 'identity:not.expiry') : wordOddDay(language, read, goesOn(answer)));
    return this.stand(dc, { view: 'date', abouts: at.abouts, isAgain: true });
  }

  private async takeName(dc: DialogContext, at: At, shown: Shown, words: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const answer: Answer = { services: this.services, conversation, scene: shown, subject: shown.subjects[0]! };
    const colleague = shown.colleagues.find(({ name }) => normalise(name) === normalise(words));
    if (colleague) return leaveWith(dc, handOver(answer, colleague));
    const read = understandAnswer(words, { field: 'signatoryName', language: languageOfTurn(conversation), today: shown.today, previous: undefined });
    if (read.kind === 'change' && read.change.field === 'signatory') return leaveWith(dc, noteName(answer, read.change.name!));
    addLead(conversation, word(languageOfTurn(conversation), 'identity:not.signatoryName'));
    return this.stand(dc, at);
  }

  private async askWhen(dc: DialogContext, { conversation, scene, subject }: Answer): Promise<DialogTurnResult> {
    const language = languageOfTurn(conversation);
    if (scene.contact.mayWriteFirst !== true) return leaveWith(dc, word(language, 'notices:not.laterOff'));
    const days = await readSnoozeDays(this.services, scene, subject);
    if (days.length === 0) return leaveWith(dc, wordNoLater(language, subject).text);
    const named = conversation.heard.press || conversation.isGuess ? '' : conversation.heard.text;
    return nearDaysIn(named, language, scene.today).length > 0 ? this.takeLater(dc, { services: this.services, conversation, scene, subject }, named) : this.stand(dc, { view: 'later', abouts: [subject] });
  }

  private async takeLater(dc: DialogContext, answer: Answer, words: string): Promise<DialogTurnResult> {
    const { conversation, scene, subject } = answer;
    const language = languageOfTurn(conversation);
    const read = laterDayIn(words, language, { today: scene.today, ...(await readWorkdays(this.services, scene, subject)) });
    if (read.kind === 'day') return leaveWith(dc, remindLater(answer, read.day));
    if (read.kind === 'none') {
      if (!conversation.heard.press) return notUnderstood(dc);
      addLead(conversation, word(language, 'identity:not.expiry'));
      return this.stand(dc, { view: 'later', abouts: [subject] });
    }
    if (read.kind === 'instead') addLead(conversation, wordNotOn(language, subject, read));
    return this.stand(dc, { view: 'laterInstead', abouts: [subject], days: read.kind === 'two' ? read.days : [read.nearest] });
  }

  private async askToStop(dc: DialogContext, abouts: readonly About[]): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { mayWriteFirst } = await this.services.contacts.get(conversation.contact.id);
    if (mayWriteFirst !== true) return leaveWith(dc, word(languageOfTurn(conversation), 'notices:done.optedOutAlready'));
    return this.stand(dc, { view: 'optOut', abouts });
  }

  private async stand(dc: DialogContext, at: At): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.moved = true;
    dc.activeDialog!.state = withRest(dc, asKept(at));
    await say(dc.context, messageAt(at, await readShown(this.services, conversation, at), languageOfTurn(conversation)));
    return Dialog.EndOfTurn;
  }
}
