/** From the status to what can be done about the agreement: a walk, or what is answered to a notice. */
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { Day } from '../../services/day';
import { conversationOf, type Conversation } from '../conversation';
import { leaveFor } from '../leaving';
import { NOTICE_DIALOG, type NoticeOptions } from '../notices/ids';
import { aboutOn } from '../notices/scene';
import type { ProcedureId } from '../procedures/procedure';
import { renewalFrom } from '../renewalWalk';
import { todayOf, type PartnerRecordOf } from './record';

export function leaveForWalk(dc: DialogContext, procedure: ProcedureId, record: PartnerRecordOf): Promise<DialogTurnResult> {
  const known = procedure === 'renewal' ? renewalFrom(knownOf(conversationOf(dc.context), record), record.partner!.isSignatory) : {};
  return leaveFor(dc, procedure, { resumes: true, ...known });
}

/** Above the status, which is shown again where nothing has come of it. */
export function answerAsNotice(dc: DialogContext, choice: string, record: PartnerRecordOf): Promise<DialogTurnResult> {
  const { today, expiresOn } = knownOf(conversationOf(dc.context), record);
  return dc.beginDialog(NOTICE_DIALOG, { choice, subjects: [aboutOn(today, record.partner!.id, expiresOn)] } satisfies NoticeOptions);
}

/** The day of an agreement that is known. */
export function knownOf({ now }: Conversation, record: PartnerRecordOf): { readonly today: Day; readonly expiresOn: Day } {
  return { today: todayOf(now, record), expiresOn: record.partner!.expiresOn! };
}
