/** Keeps anybody from waiting for nothing: turns the steps of a handoff that are due into words, mails and calls. At each tick, on any instance; a step is done once, and after a crash again. */
import type { HandoffOccasion } from '../../dialogs/conversation';
import type { Audit } from '../../services/audit';
import type { Effect } from '../../services/turns';
import type { DueStep, Watching } from '../../services/handoffs/watching';
import { StepPassed, type StepKind } from '../../services/handoffs/rules';
import type { Job } from '../jobs';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Calls, CallWhy } from './calls';
import { auditedOf } from './hubAudit';

export interface WatchParts {
  readonly watching: Watching;
  /** A turn in which Lotse speaks first, or says nothing, committed together with what it makes of the handoff, even where nothing can be said any more; undefined where there is no conversation. */
  readonly tell: (conversationId: string, id: string, telling: { readonly occasion?: HandoffOccasion; readonly effects: readonly Effect[]; readonly mustCount: true }) => Promise<unknown>;
  readonly calls: Calls;
  readonly audit: Pick<Audit, 'write'>;
  /** Mails may be due now. */
  readonly onMail: () => void;
  readonly log: Log;
  readonly metrics: Metrics;
}

const AT_ONCE = 20;
/** Who is called sees it in the queue by then. */
const AFTERWARDS: readonly StepKind[] = ['release', 'takeBack'];
const CALLS: Partial<Record<StepKind, CallWhy>> = { callAgain: 'again', lead: 'lead', callAgent: 'agentSilent', release: 'released', takeBack: 'released' };

export function createWatch(parts: WatchParts): Job {
  const { watching, log } = parts;
  return {
    name: 'handoffs', runs: 'atEachTick', nextDue: async () => watching.nextDue(),
    run: async () => {
      // What fails is left to its lease, so that this ends.
      for (let due = await watching.takeDue(AT_ONCE); due.length > 0; due = await watching.takeDue(AT_ONCE)) {
        for (const each of due) await act(parts, each).catch((error: unknown) => log.error('handoff not looked after', { handoff: each.handoff.id, step: each.step.kind, error }));
      }
    },
  };
}

async function act(parts: WatchParts, due: DueStep): Promise<void> {
  const { watching, metrics, onMail } = parts;
  const { kind } = due.step;
  const telling = tellingOf(due, watching.isMailed);
  const id = telling?.id ?? `handoff|${due.handoff.id}|${kind}`;
  // Before it is noted: a call that is lost would be worse than one that comes again.
  if (!AFTERWARDS.includes(kind)) await call(parts, due);
  const isDone = telling ? await tell(parts, due, telling) : await watching.settle(due, id);
  if (!isDone) return;
  metrics.count('lotse_handoff_steps_total', { step: kind });
  if (AFTERWARDS.includes(kind)) await call(parts, due);
  if (kind === 'mail' || kind === 'lead' || kind === 'report') onMail();
}

/** Nobody waits longer because a card could not be sent. */
async function call({ calls, log }: WatchParts, { handoff: { id }, step: { kind } }: DueStep): Promise<void> {
  const why = CALLS[kind];
  if (why) await calls.call(id, why).catch((error: unknown) => log.error('agents not called', { handoff: id, why, error }));
}

async function tell({ watching, audit, ...parts }: WatchParts, due: DueStep, { id, occasion }: Telling): Promise<boolean> {
  try {
    const effects = due.step.kind === 'takeBack' ? [due.effect, auditedOf(audit, due.handoff.id, 'takeBack')] : [due.effect];
    const told = await parts.tell(due.handoff.conversationId, id, { ...(occasion && { occasion }), effects, mustCount: true });
    return told !== undefined || await watching.settle(due, id);
  } catch (error) {
    // Somebody has taken it, or said something, just now.
    if (error instanceof StepPassed) return false;
    throw error;
  }
}

interface Telling {
  /** It is said once under this id. */
  readonly id: string;
  /** Absent where nothing is said, and yet all that reads the conversation must see it. */
  readonly occasion?: HandoffOccasion;
}

/** What the contact hears of a step; nothing of the others, nor of a rating once there is something newer. */
function tellingOf({ handoff, step }: DueStep, isMailed: boolean): Telling | undefined {
  const { id: handoffId, firstName } = handoff;
  const once = (occasion: HandoffOccasion, since: Date | null = null): Telling => ({ id: ['handoff', handoffId, occasion.kind, since?.getTime()].filter((part) => part !== undefined).join('|'), occasion });
  const { kind, due } = step;
  // It changes for whom the next words are: it must come before or after a turn, and never beside it.
  if (kind === 'takeBack') return { id: `hub|${handoffId}|late` };
  if (kind === 'giveUp') return once({ kind: 'unanswered', handoffId, isMailed });
  if (kind === 'release') return once({ kind: 'released', handoffId, why: 'silentAgent' }, due);
  if (kind === 'askContact') return once({ kind: 'stillThere', handoffId, firstName: firstName ?? '' }, due);
  if (kind === 'closeSilent') return once({ kind: 'handedBack', handoffId, by: 'silence', ...(firstName !== null && { firstName }) });
  return kind === 'remindOfRating' && !handoff.isFormer ? once({ kind: 'ratingReminder', handoffId }) : undefined;
}
