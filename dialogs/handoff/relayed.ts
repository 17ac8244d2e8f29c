/** While a person of support is there Lotse is silent: the words go to them alone. What cannot go, and the end of it, are answered. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word } from '../../locales';
import type { FileLimits } from '../../services/files';
import type { HandoffStanding } from '../../services/handoffs/handoff';
import { meaningOf } from '../choices';
import { say, type Conversation } from '../conversation';
import { refusedWords, wordOfLimits } from '../refusals';
import { languageOfTurn } from '../state';
import type { HandoffDoors } from './doors';
import { handBack } from './handingBack';
import { wordBeside, wordNamed, wordTalk } from './handoffWording';
import { besidePressed } from './ids';

export interface RelaySettings {
  readonly textLimit: number;
  readonly files: FileLimits;
}

/** Dialogs, cards and the language stay as they are: nothing that is said here is meant for them. */
export async function relay(dc: DialogContext, conversation: Conversation, handoff: HandoffStanding, settings: RelaySettings, doors: HandoffDoors): Promise<void> {
  const language = languageOfTurn(conversation);
  if (isEnd(conversation, handoff)) return end(dc, conversation, handoff, doors);
  const answer = answerOf(conversation, handoff, settings);
  if (answer) await say(dc.context, answer.offersEnd ? wordTalk(language, handoff.id, answer.text) : wordBeside(language, answer.text));
}

/** The button, or words that can mean nothing else. */
function isEnd({ heard }: Conversation, { id }: HandoffStanding): boolean {
  const pressed = besidePressed(heard.press);
  if (heard.press) return pressed?.about === 'talk' && pressed.handoffId === id && pressed.choice === 'end';
  return meaningOf(heard.text)?.command === 'endTalk';
}

/** What Lotse says in between; nothing, as long as the words simply go to the person. Where the contact may want to be rid of them, the way out is shown. */
function answerOf(conversation: Conversation, { firstName }: HandoffStanding, { textLimit, files }: RelaySettings): { readonly text: string; readonly offersEnd?: true } | undefined {
  const { heard } = conversation;
  const language = languageOfTurn(conversation);
  if (heard.press) return { text: wordNamed(language, 'here', firstName), offersEnd: true };
  const refused = refusedWords(heard.text, 'words', textLimit, language);
  if (refused) return { text: refused };
  if (heard.hasAttachments) return heard.files && !heard.files.notKept ? undefined : { text: wordOfLimits(language, heard, files) || word(language, 'handoff:noFiles') };
  if (heard.text.trim() === '') return { text: word(language, 'empty') };
  const { command } = meaningOf(heard.text) ?? {};
  return command === 'stop' || command === 'menu' ? { text: wordNamed(language, 'offerEnd', firstName), offersEnd: true } : undefined;
}

async function end(dc: DialogContext, conversation: Conversation, { id, firstName }: HandoffStanding, { handoffs }: HandoffDoors): Promise<void> {
  conversation.effects.push(handoffs.close(id, { by: 'contact' }));
  await handBack(dc, conversation, id, [wordNamed(languageOfTurn(conversation), 'endedByContact', firstName)]);
}
