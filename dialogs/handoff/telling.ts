/** What Lotse says by itself of a handoff: one line for each occasion. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word, type TextKey } from '../../locales';
import { addLead, keepJourney, say, type Conversation, type HandoffOccasion } from '../conversation';
import { MENU_DIALOG } from '../menuDialog';
import { PROCEDURE_DIALOG } from '../procedureDialog';
import { PROCEDURES } from '../procedures';
import { standAt } from '../procedures/journeyMove';
import { PROCEDURE_IDS, type ProcedureId } from '../procedures/procedure';
import { languageOfTurn } from '../state';
import type { HandoffDoors } from './doors';
import { handBack, showPlace } from './handingBack';
import { wordBeside, wordCorrected, wordNamed, wordStillWaiting, wordTalk } from './handoffWording';
import { askRating } from './rating';

type Kind = HandoffOccasion['kind'];
type About<K extends Kind> = Extract<HandoffOccasion, { kind: K }>;
type Tell<K extends Kind> = (dc: DialogContext, conversation: Conversation, occasion: About<K>, doors: HandoffDoors) => Promise<void>;

const TELL: { readonly [K in Kind]: Tell<K> } = {
  joined: (dc, conversation, occasion) => sayTalk(dc, conversation, occasion, occasion.isFirst ? 'joined' : 'joinedAgain'),
  started: (dc, conversation, occasion) => sayTalk(dc, conversation, occasion, 'started'),
  released: (dc, conversation, { handoffId, why }) => {
    const language = languageOfTurn(conversation);
    return say(dc.context, wordStillWaiting(language, handoffId, word(language, `handoff:released.${why}`)));
  },
  handedBack: (dc, conversation, { handoffId, by, firstName, corrected }) => {
    const language = languageOfTurn(conversation);
    const over = by === 'silence' ? word(language, 'handoff:endedBySilence') : wordNamed(language, 'endedByAgent', firstName);
    return handBack(dc, conversation, handoffId, [over, wordCorrected(language, corrected)]);
  },
  moved: async (_dc, conversation, { procedure, step }) => move(conversation, procedure, step),
  unanswered: async (dc, conversation, { isMailed }) => {
    const key: TextKey = isMailed ? 'handoff:unanswered.mailed' : 'handoff:unanswered.kept';
    await say(dc.context, wordBeside(languageOfTurn(conversation), word(languageOfTurn(conversation), key)));
    await showPlace(dc, conversation);
  },
  // Whoever has ended it meanwhile is not asked.
  stillThere: async (dc, conversation, occasion) => {
    if (conversation.handoff?.id === occasion.handoffId) await sayTalk(dc, conversation, occasion, 'stillThere');
  },
  ratingReminder: async (dc, conversation, { handoffId }, { handoffs }) => {
    const handoff = await handoffs.find(handoffId);
    if (!handoff || handoff.rating !== undefined || conversation.handoff) return;
    addLead(conversation, word(languageOfTurn(conversation), 'handoff:rating.reminder'));
    await askRating(dc, conversation, handoffId);
  },
  slowed: (dc, conversation) => say(dc.context, wordBeside(languageOfTurn(conversation), word(languageOfTurn(conversation), 'handoff:slowed'))),
};

/** Whatever is told leaves a ground to stand on. */
export async function tellOfHandoff(dc: DialogContext, conversation: Conversation, occasion: HandoffOccasion, doors: HandoffDoors): Promise<void> {
  conversation.state.greeted = true;
  if (!dc.activeDialog) await dc.beginDialog(MENU_DIALOG, { isSilent: true });
  await (TELL[occasion.kind] as Tell<Kind>)(dc, conversation, occasion, doors);
}

/** Somebody is here: with the button by which the contact ends it. */
function sayTalk(dc: DialogContext, conversation: Conversation, { handoffId, firstName }: About<'joined' | 'started' | 'stillThere'>, key: Parameters<typeof wordNamed>[1]): Promise<void> {
  const language = languageOfTurn(conversation);
  return say(dc.context, wordTalk(language, handoffId, wordNamed(language, key, firstName)));
}

/** Nothing is said: what the contact sees changes only when it is handed back. Buttons of the place that was left do not work any more. */
function move(conversation: Conversation, name: string, step: string): void {
  const { state } = conversation;
  const procedure = PROCEDURE_IDS.includes(name as ProcedureId) ? PROCEDURES[name as ProcedureId] : undefined;
  // An older console may know a step that a deploy has taken away.
  if (!procedure || !(step in procedure.steps)) return;
  keepJourney(conversation, standAt(procedure, state.journeys[procedure.id]?.journey, step));
  state.cards = [];
  state.dialogs = [{ id: MENU_DIALOG, state: { view: 'menu' } }, { id: PROCEDURE_DIALOG, state: { procedure: procedure.id } }];
}
