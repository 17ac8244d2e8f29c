/** Walks a contact through any procedure: what stands in the data is said, what is chosen is taken, what is irreversible is recorded. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word } from '../locales';
import type { Services } from '../services';
import type { Consents } from '../services/consents';
import { dayIn, type Day } from '../services/day';
import { addLead, conversationOf, keepJourney, noteMove, notUnderstood, type Conversation } from './conversation';
import { datesIn } from './dateOfText';
import { askPerson } from './handoff/asking';
import { knownPrerequisites, languageOfTurn } from './state';
import { PROCEDURES } from './procedures';
import { begin, comeBack, resume, take, type Journey, type Way } from './procedures/journey';
import { dayMeant, wayOfDay } from './procedures/nudge';
import type { Ending, PrerequisiteId, ProcedureId } from './procedures/procedure';
import { journeyTitle, wordLeaving, wordPlace, wordRefused } from './procedures/wording';
import { chosenWay, type Standing } from './chosenWay';
import { sayPlace, standing } from './standing';
import { sayOfWish, sayUnasked } from './wishes';

export const PROCEDURE_DIALOG = 'procedure';

/** How the dialog is begun: from the start or from a problem; `resumes` takes up an open walk of it where it was left, `takes` goes on from there at once. `answer` and `met` are known, and not asked by a fresh one. */
export interface ProcedureOptions {
  readonly procedure: ProcedureId;
  readonly problem?: string;
  readonly resumes?: true;
  readonly takes?: Way;
  readonly answer?: string;
  readonly met?: readonly PrerequisiteId[];
}

/** The longest answer in own words that is kept, in code points; it goes into a letter and on a card. */
const WORDS_LIMIT = 500;

export class ProcedureDialog extends Dialog {
  constructor(private readonly services: Pick<Services, 'consents' | 'contacts'>) {
    super(PROCEDURE_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    const { procedure, problem, resumes, takes, answer, met = [] } = options as ProcedureOptions;
    const conversation = conversationOf(dc.context);
    dc.activeDialog!.state = { procedure };
    if (takes) return this.go(dc, standingOf(dc), takes);
    const stored = conversation.state.journeys[procedure];
    // Where Lotse has promised to ask, the walk has not ended, though it waits.
    const isOpen = stored?.status === 'open' || (stored?.journey.wish !== undefined && !stored.journey.wish.isOver);
    const open = isOpen ? resume(stored.journey) : undefined;
    if (!resumes && !problem && open) sayUnasked(conversation, open);
    // A problem does not make the open main walk of the same procedure forgotten: it goes on afterwards.
    const known = { met: [...knownPrerequisites(conversation.state), ...met], answer };
    keepJourney(conversation, resumes && open ? open : begin(PROCEDURES[procedure], { problem, origin: problem ? mainWalk(open) : undefined, ...known }));
    await sayPlace(dc.context, standingOf(dc));
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const standing = standingOf(dc);
    const way = chosenWay(conversationOf(dc.context), standing);
    if (!way) return notUnderstood(dc);
    if (way.way.words === 'day') return this.takeDays(dc, standing, datesIn(way.words!, languageOfTurn(conversationOf(dc.context))));
    return way.way.day ? this.takeDays(dc, standing, [way.way.day], !way.way.affirms) : this.go(dc, standing, way.way, way.words);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    await sayPlace(context, standing(conversationOf(context), (instance.state as { procedure: ProcedureId }).procedure));
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    await sayPlace(dc.context, standingOf(dc));
    return Dialog.EndOfTurn;
  }

  private async go(dc: DialogContext, at: Standing, way: Way, words?: string): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.state.misunderstood = 0;
    if (way.consents) recordConsent(this.services.consents, conversation, at);
    const { target } = way;
    if (target.to === 'end') return this.finish(dc, at, target.ending);
    if (target.to === 'procedure') return this.handOn(dc, at, target.procedure, target.comesBack);
    if (target.to === 'menu') return leave(dc, at);
    if (target.to === 'person') return askPerson(dc, 'contact');
    if (way.id === 'refuse') addLead(conversation, wordRefused(languageOfTurn(conversation), at.journey));
    const journey = take(at.procedure, at.journey, way, words && [...words].slice(0, WORDS_LIMIT).join(''));
    sayOfWish(conversation, at, way, journey);
    return this.stand(dc, journey);
  }

  /** A day was named, in words that may mean two, or none; one that is far away is asked back once. */
  private async takeDays(dc: DialogContext, at: Standing, days: readonly Day[], isDoubted = true): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    if (days.length === 0) {
      conversation.state.misunderstood += 1;
      addLead(conversation, word(languageOfTurn(conversation), 'identity:not.expiry'));
      await dc.repromptDialog();
      return Dialog.EndOfTurn;
    }
    const { timeZone } = await this.services.contacts.get(conversation.contact.id);
    const today = dayIn(timeZone, conversation.now);
    const day = isDoubted ? dayMeant(days, today) : days[0]!;
    if (typeof day === 'string') return this.go(dc, at, wayOfDay(at.procedure, at.journey, day, today));
    return this.go(dc, at, { id: 'asked', target: { to: 'place', place: { ...at.journey.place, view: day } } });
  }

  /** Stands at a place, of this walk or of the one that it interrupted. */
  private async stand(dc: DialogContext, journey: Journey): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    keepJourney(conversation, journey);
    dc.activeDialog!.state = { procedure: journey.procedure };
    await sayPlace(dc.context, standing(conversation, journey.procedure));
    return Dialog.EndOfTurn;
  }

  private async finish(dc: DialogContext, at: Standing, ending: Ending): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const language = languageOfTurn(conversation);
    const { origin, ...walk } = at.journey;
    keepJourney(conversation, walk, ending);
    addLead(conversation, word(language, `end.${ending}`, { title: journeyTitle(language, at.journey) }));
    if (!origin) return dc.endDialog();
    addLead(conversation, word(language, 'end.back', { title: journeyTitle(language, origin) }));
    return this.stand(dc, comeBack(PROCEDURES[origin.procedure], origin, ending));
  }

  private async handOn(dc: DialogContext, at: Standing, next: ProcedureId, comesBack: boolean): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    // A walk that hands on is neither done nor open: the next one stands for it.
    const ending = at.procedure.steps[at.journey.place.step]?.last;
    if (!comesBack && ending) keepJourney(conversation, at.journey, ending);
    else if (!comesBack) {
      noteMove(conversation, at.journey, 'handedOn');
      delete conversation.state.journeys[at.procedure.id];
    }
    return this.stand(dc, begin(PROCEDURES[next], { origin: comesBack ? resume(at.journey) : undefined, met: knownPrerequisites(conversation.state) }));
  }
}

/** The walk behind problems that were begun from the menu. */
function mainWalk(journey: Journey | undefined): Journey | undefined {
  return journey?.began === undefined ? journey : mainWalk(journey.origin);
}

/** Leaves for the menu; the place is kept, and what leaving means in Cisco's wizard is said (WBX-10). */
function leave(dc: DialogContext, at: Standing): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  const leaving = wordLeaving(languageOfTurn(conversation), at.journey);
  if (leaving) addLead(conversation, leaving.text);
  return dc.endDialog();
}

function recordConsent(consents: Consents, conversation: Conversation, { procedure, journey }: Standing): void {
  const message = wordPlace(languageOfTurn(conversation), procedure, journey);
  const text = [message.text, message.warning?.text].filter(Boolean).join('\n');
  conversation.effects.push(consents.record({ id: conversation.token(), contact: conversation.contact.id, procedure: procedure.id, step: journey.place.step, language: message.language, text }));
}

function standingOf(dc: DialogContext): Standing {
  return standing(conversationOf(dc.context), (dc.activeDialog!.state as { procedure: ProcedureId }).procedure);
}
