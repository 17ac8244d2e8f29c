/** Plans notices: looks at each agreement when something about it has changed or its time has come, and writes what follows into the ledger. */
import type { Database } from '../../../prisma/database';
import type { NoticeFacts, PartnerFacts } from '../../../prisma/noticeFacts';
import type { PlanRow } from '../../../prisma/noticeChanges';
import { nextLook, planSome, type PlanChanges } from '../../../prisma/noticePlan';
import type { Clock } from '../../clock';
import type { Random } from '../../random';
import { factsForPlan, type PlanSettings } from './facts';
import { cancelReasonOf, planOf, type PlanFacts, type PlannedNotice } from './plan';
import { offsetOf } from '../notice';

export interface Planner {
  /** Looks at every agreement that is to be looked at. Returns how many there were. */
  planDue(): Promise<number>;
  /** When the next one is to be looked at; undefined where there is none. */
  nextPlan(): Promise<Date | undefined>;
}

/** Turns that change something about these agreements wait until they are planned. */
const BATCH = 100;
const RETRY_MS = 3_600_000;
/** What the planner itself has planned; all other rows were brought about by answers and lists, and end by themselves. */
const isPlanners = ({ milestone }: Pick<NoticeFacts, 'milestone'>) => offsetOf(milestone) !== undefined || ['escalation', 'account', 'reach'].includes(milestone);

export interface PlannerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: PlanSettings;
  /** A partner about whom nothing can be decided: the others are planned all the same. */
  readonly onFailure: (partnerId: string, failure: unknown) => void;
}

export function createPlanner(parts: PlannerParts): Planner {
  const { database, clock } = parts;
  return {
    nextPlan: () => nextLook(database, clock.now()),
    planDue: async () => {
      let looked = 0;
      const next = await nextLook(database, clock.now());
      if (next === undefined || next > clock.now()) return looked;
      for (;;) {
        const now = clock.now();
        const taken = await planSome(database, { now, limit: BATCH }, (partners) => changesOf(partners, now, parts));
        looked += taken;
        if (taken < BATCH) return looked;
      }
    },
  };
}

function changesOf(partners: readonly PartnerFacts[], now: Date, { random, settings, onFailure }: PlannerParts): PlanChanges {
  const each = partners.flatMap((partner): PlanChanges[] => {
    try {
      const facts = factsForPlan(partner, now, settings);
      return facts ? [changesOfOne(partner, facts, random)] : [];
    } catch (failure) {
      onFailure(partner.partnerId, failure);
      return [{ rows: [], moved: [], cancelled: [], lookAt: [{ partnerId: partner.partnerId, at: new Date(now.getTime() + RETRY_MS) }] }];
    }
  });
  return {
    rows: each.flatMap(({ rows }) => rows), moved: each.flatMap(({ moved }) => moved), cancelled: each.flatMap(({ cancelled }) => cancelled), lookAt: each.flatMap(({ lookAt }) => lookAt),
  };
}

/** The difference between what should stand in the ledger and what does. */
function changesOfOne({ partnerId, told }: PartnerFacts, facts: PlanFacts, random: Random): PlanChanges {
  const plan = planOf(facts);
  const cycle = facts.agreement.expiresOn;
  const standing = new Map(told.filter((row) => row.cycle === cycle).map((row) => [keyOf(row), row]));
  const rowOf = (notice: PlannedNotice, state: PlanRow['state'], reason?: string): PlanRow => ({
    id: random.uuid(), subject: partnerId, cycle, milestone: notice.milestone, contactId: notice.contactId, state, reason, dueAt: notice.dueAt, payload: JSON.stringify(notice.payload ?? {}),
  });
  const planned = plan.open.filter((notice) => standing.get(keyOf(notice))?.state === 'planned');
  const wanted = new Set([...plan.open, ...plan.skipped].map(keyOf));
  return {
    rows: [
      ...plan.open.filter((notice) => standing.get(keyOf(notice))?.state !== 'planned').map((notice) => rowOf(notice, 'planned')),
      ...plan.skipped.map((notice) => rowOf(notice, 'skipped', notice.reason)),
    ],
    moved: planned.flatMap((notice) => {
      const row = standing.get(keyOf(notice))!;
      return row.reason === null && row.dueAt.getTime() !== notice.dueAt.getTime() ? [{ id: row.id, dueAt: notice.dueAt }] : [];
    }),
    cancelled: told.filter((row) => row.state === 'planned' && isPlanners(row) && !(row.cycle === cycle && wanted.has(keyOf(row))))
      .map((row) => ({ id: row.id, reason: cancelReasonOf(facts.told.find((each) => each.cycle === row.cycle && keyOf(each) === keyOf(row))!, facts) })),
    lookAt: [{ partnerId, at: plan.lookAt }],
  };
}

function keyOf({ milestone, contactId }: { readonly milestone: string; readonly contactId: string }): string {
  return `${milestone}|${contactId}`;
}
