/** What a status that an engagement hub sends means for a handoff as it stands: hubs repeat themselves, are late, and say things in any order. Pure. */
import { isAtHub } from './handoff';

/** Clocks of hubs go wrong by so much, or show whole seconds only. */
const SLACK_MS = 10_000;

export const HUB_STATES = ['accepted', 'failed', 'completed'] as const;
export type HubState = (typeof HUB_STATES)[number];

/** Somebody there has it; it is over; nobody has come there, or whoever was there has gone, so that it waits for our own. */
export type HubDeed = 'join' | 'close' | 'takeBack' | 'release';
/** Or nothing: it is over, it is so already, our own people have it, or the hub has given it up before. */
export type HubVerdict = HubDeed | 'over' | 'already' | 'taken' | 'givenUp';

/** What decides. */
export interface AtHub {
  readonly state: string;
  readonly via: string | null;
  readonly from: string;
  readonly joinedAt: Date | null;
  /** The hub has said before that it failed. */
  readonly hasFailed: boolean;
}

export function judgeStatus(handoff: AtHub, status: HubState): HubVerdict {
  if (handoff.state === 'closed') return 'over';
  if (!isAtHub(handoff)) return judgeLate(handoff, status);
  if (status === 'completed') return 'close';
  if (status === 'failed') return handoff.state === 'joined' ? 'release' : 'takeBack';
  return handoff.state === 'joined' ? 'already' : 'join';
}

/** It waits for our own again, since the hub took too long: who comes there all the same has it, as long as nobody of ours had. */
function judgeLate({ state, from, joinedAt, hasFailed }: AtHub, status: HubState): HubVerdict {
  if (state === 'joined' || joinedAt !== null || from === 'agent') return 'taken';
  if (hasFailed || status === 'failed') return 'givenUp';
  return status === 'accepted' ? 'join' : 'close';
}

/** Whether what a hub said then was meant for an earlier handoff of the same conversation, which ended at `formerEnd`: where there was none, it can only be this one's. */
export function isEarly(saidAt: Date, askedAt: Date, formerEnd: Date | undefined): boolean {
  return formerEnd !== undefined && saidAt.getTime() < Math.max(formerEnd.getTime(), askedAt.getTime() - SLACK_MS);
}

export function isDeed(verdict: HubVerdict): verdict is HubDeed {
  return verdict === 'join' || verdict === 'close' || verdict === 'takeBack' || verdict === 'release';
}
