/** What operators ask about notices: who will be told what, who cannot be reached; and going on after a restore. Nothing of it sends anything. */
import type { Database } from '../../../prisma/database';
import type { PartnerFacts } from '../../../prisma/noticeFacts';
import type { Clock } from '../../clock';
import { dayIn } from '../../day';
import { dryRunOf, type DryRunDays, type DryRunSettings } from './dryRun';
import { dryRunLines, endLine, headLines } from './dryRunWording';
import { everyPartner, findNumbered } from './everyPartner';
import { factsForPlan, type PlanSettings } from '../plan/facts';
import { isLost, isOver, judgeReach } from './reachability';
import { findingLines, lostLines, reachEndLine } from './reachWording';
import type { RestoreGuard } from '../restored';

/** Takes a line; whoever is slow is waited for. */
export type Tell = (line: string) => Promise<void> | void;
export interface DryRunOptions extends DryRunDays {
  /** An ALSO customer number: only partners that have it. */
  readonly partner?: string;
}

/** Each answers with the code that a command exits with: 0 done, 2 the question cannot be answered. */
export interface NoticeReports {
  dryRun(options: DryRunOptions, tell: Tell): Promise<number>;
  reachability(tell: Tell): Promise<number>;
  /** The operator confirms that this copy of the database is the one to go on with. */
  resume(tell: Tell): Promise<number>;
}

export interface NoticeReportParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: PlanSettings & Pick<DryRunSettings, 'hasAccountMail' | 'channelNames'>;
  readonly restored: Pick<RestoreGuard, 'isPaused' | 'refresh' | 'confirm'>;
}

export function createNoticeReports(parts: NoticeReportParts): NoticeReports {
  return {
    dryRun: (options, tell) => dryRun(parts, options, tell),
    reachability: (tell) => reachability(parts, tell),
    resume: async (tell) => {
      const { restored } = parts;
      await restored.refresh();
      if (restored.isPaused()) {
        await restored.confirm();
        await tell('Confirmed: notices go out again. What was due until the end of today is passed over, since it may have been said.');
      } else await tell('Nothing is paused: there is nothing to confirm.');
      return 0;
    },
  };
}

async function dryRun({ database, clock, settings, restored }: NoticeReportParts, { partner: number, ...days }: DryRunOptions, tell: Tell): Promise<number> {
  const now = clock.now();
  const only = number === undefined ? undefined : await findNumbered(database, number);
  const problem = only?.length === 0 ? `There is no partner with the number ${number}.` : days.to < dayIn(settings.office.zone, now) ? `${days.to} is over: what was said stands in the ledger.` : undefined;
  if (problem !== undefined) {
    await tell(problem);
    return 2;
  }
  for (const line of headLines(days, restored.isPaused())) await tell(line);
  const [contacts, counts] = [new Set<string>(), { said: 0, partners: 0, looked: 0 }];
  for await (const partner of only ?? everyPartner(database)) {
    const facts = factsForPlan(partner, now, settings);
    const run = dryRunOf(partner, facts, days, settings);
    for (const line of dryRunLines(run, facts, only !== undefined, settings)) await tell(line);
    const said = run.notices.filter(({ reason }) => reason === undefined);
    for (const { contact } of said) if (contact) contacts.add(contact.id);
    counts.said += said.length;
    counts.partners += said.length > 0 ? 1 : 0;
    counts.looked += 1;
  }
  await tell(endLine({ ...counts, contacts: contacts.size }));
  return 0;
}

async function reachability({ database, clock, settings }: NoticeReportParts, tell: Tell): Promise<number> {
  const today = dayIn(settings.office.zone, clock.now());
  const counts = { looked: 0, findings: 0, lost: 0 };
  const lost: string[] = [];
  for await (const partner of everyPartner(database)) {
    if (isOverFor(partner, today)) continue;
    const reach = judgeReach(partner, settings);
    counts.looked += 1;
    if (reach.isReachable) {
      lost.push(...lostLines(reach));
      counts.lost += reach.contacts.filter(isLost).length;
    } else {
      if (counts.findings === 0) await tell('Partner unreachable:');
      for (const line of findingLines(reach)) await tell(line);
      counts.findings += 1;
    }
  }
  if (lost.length > 0) await tell('Contact unreachable, but not the partner:');
  for (const line of [...lost, reachEndLine(counts)]) await tell(line);
  return 0;
}

function isOverFor({ agreement }: PartnerFacts, today: string): boolean {
  return agreement === undefined || isOver(agreement.expiresOn, today);
}
