/** What follows an answer to a question that a contact wished to be asked: the walk in which it was wished goes on. */
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { findText } from '../../locales';
import type { NoticeSubject } from '../../services/notices/wording';
import { addLead, type Conversation } from '../conversation';
import { leaveFor } from '../leaving';
import { PROCEDURES } from '../procedures';
import { recover, ways, type Journey } from '../procedures/journey';
import { wayOfAnswer } from '../procedures/nudge';
import { languageOfTurn, type ConversationState } from '../state';

/** What was asked, and when that was wished: the cycle of its notice. */
type Asked = Pick<NoticeSubject, 'milestone' | 'cycle'>;

/** Where the answer says nothing any more, because the walk has gone on or is gone, it is thanked for, and the place beneath is said. */
export async function answerNudge(dc: DialogContext, conversation: Conversation, asked: Asked, choice: string): Promise<DialogTurnResult> {
  const journey = walkOf(conversation.state, asked);
  const procedure = journey && PROCEDURES[journey.procedure];
  const way = journey && wayOfAnswer(procedure!, journey, asked.milestone, choice, ways(procedure!, journey));
  if (way) return leaveFor(dc, procedure!.id, { takes: way });
  addLead(conversation, findText(languageOfTurn(conversation), `${nudgeOf(asked)}.gone`)!.text);
  return dc.endDialog();
}

/** The walk in which it was wished, unless that has ended; as it is after a deploy. Another walk of the same procedure is another matter. */
function walkOf({ journeys }: ConversationState, { cycle }: Asked): Journey | undefined {
  const record = Object.values(journeys).find(({ status, journey }) => status !== 'done' && journey.wish?.at === cycle);
  return record && recover(PROCEDURES[record.journey.procedure], record.journey).journey;
}

/** Where the words of a nudge lie. */
function nudgeOf({ milestone }: Asked): string {
  for (const { id, nudges } of Object.values(PROCEDURES)) {
    for (const [name, { questions }] of Object.entries(nudges)) if (questions.some((question) => question.milestone === milestone)) return `${id}:nudges.${name}`;
  }
  throw new Error(`No procedure asks "${milestone}".`);
}
