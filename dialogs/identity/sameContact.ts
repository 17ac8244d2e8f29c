/** Two contacts turn out to be one person, and one contact speaks in several conversations: what was begun goes on. Pure. */
import type { Contact } from '../../services/contacts';
import type { Conversation } from '../conversation';
import { PRIVACY_DIALOG, RECORD_DIALOG, VERIFICATION_DIALOG } from './ids';
import { HANDOFF_DIALOG } from '../handoff/ids';
import { NOTICE_DIALOG } from '../notices/ids';
import { currentProcedure, openJourneys, type ContactState, type JourneyRecord } from '../state';

/** The conversation is the other contact's from now on: what they have begun counts, and what was begun here only is added. */
export function becomeContact(conversation: Conversation, other: Contact): void {
  const { state } = conversation;
  const known = JSON.parse(other.state) as Partial<ContactState>;
  conversation.contact = { id: other.id, version: other.version, isNew: false };
  state.journeys = { ...state.journeys, ...known.journeys };
  state.putOff = [...new Set([...(known.putOff ?? []), ...(state.putOff ?? [])])];
  if (known.language && state.languageFrom !== 'choice') Object.assign(state, { language: known.language, languageFrom: known.languageFrom });
  // The list knows better than the client's locale, but not better than what somebody writes.
  else if (!known.language && other.language && state.languageFrom === 'locale') state.language = other.language;
}

/** What the contact has begun in another conversation and not brought to its end; nothing where the address was proven for something that is to be done now. */
export function begunElsewhere({ id, state }: Conversation, other: Contact): { readonly record: JourneyRecord; readonly channel: string } | undefined {
  if (state.dialogs.at(-2)?.id === NOTICE_DIALOG) return undefined;
  const known = JSON.parse(other.state) as Partial<ContactState>;
  if (!known.spokeIn || known.spokeIn.conversation === id) return undefined;
  const [record] = openJourneys(known);
  return record && { record, channel: known.spokeIn.channel };
}

const ASKED_HERE = [RECORD_DIALOG, VERIFICATION_DIALOG, PRIVACY_DIALOG, NOTICE_DIALOG, HANDOFF_DIALOG];

/** Where the contact has gone on in another conversation, buttons of this one are over, and it follows to where the contact is now. */
export function followContact(conversation: Conversation): void {
  const { state, id, channel } = conversation;
  const { spokeIn, movedFrom } = state;
  delete state.movedFrom;
  if (spokeIn?.conversation === id) return;
  state.spokeIn = { conversation: id, channel };
  if (spokeIn && spokeIn.conversation === movedFrom) return;
  // A question about the person, or what a person of support is to be told, is open here and nowhere else: it stays.
  const isAsked = ASKED_HERE.includes(state.dialogs.at(-1)?.id ?? '');
  if (!spokeIn || isAsked || !currentProcedure(conversation)) return;
  const [open] = openJourneys(state);
  conversation.continuedIn = spokeIn.channel;
  state.cards = [];
  state.dialogs = [{ id: 'menu', state: { view: 'menu' } }, ...(open ? [{ id: 'procedure', state: { procedure: open.journey.procedure } }] : [])];
}
