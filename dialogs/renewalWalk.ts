/** The walk through a renewal, where the agreement is known: at which step it begins, and when it is needed no more. */
import type { Day } from '../services/day';
import { statusOn } from '../services/expiry';
import type { Conversation } from './conversation';
import type { ProcedureOptions } from './procedureDialog';
import type { ProcedureId } from './procedures/procedure';

interface Known {
  readonly today: Day;
  readonly expiresOn: Day;
}

/** What the record says already is not asked: whether the agreement has expired, and whether this contact may sign. */
export function renewalFrom({ today, expiresOn }: Known, isSignatory: boolean | undefined): Pick<ProcedureOptions, 'answer' | 'met'> {
  const answers = { active: 'before', renewalOpen: 'before', grace: 'inGrace', lapsed: 'tooLate' } as const;
  return { answer: answers[statusOn(today, expiresOn)], ...(isSignatory && { met: ['signingAuthority'] }) };
}

/** The renewal was reported or handed over. Where the contact has other agreements, the walk may be about one of those: it can be gone on with. */
export function endRenewal({ state }: Conversation, how: 'reported' | 'handedOver', { today, expiresOn }: Known, hasOthers: boolean): void {
  const isOver = statusOn(today, expiresOn) === 'lapsed';
  for (const procedure of ['renewal', ...(isOver ? ['registration' as const] : [])] satisfies ProcedureId[]) {
    const record = state.journeys[procedure];
    if (!record || record.status === 'done') continue;
    if (!hasOthers && how === 'reported') state.journeys[procedure] = { ...record, status: 'done' };
    if (!hasOthers && how === 'handedOver') delete state.journeys[procedure];
    const beneath = state.dialogs.findIndex((dialog) => (dialog.state as { procedure?: unknown } | undefined)?.procedure === procedure);
    if (beneath >= 0) state.dialogs.splice(beneath, 1);
  }
}
