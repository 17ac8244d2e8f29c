/** One look at everything that an installation stands on, in the order in which an operator sets it up. It changes nothing and sends nothing to anybody. */
import type { Clock } from '../../services/clock';
import type { Network } from '../../services/network';
import { teamsLooks } from '../channels/teams/looks';
import { webexLook } from '../channels/webex/looks';
import type { Settings } from '../env';
import { addressLook } from './address';
import { clockFinding, watchClocks } from './clock';
import { databaseLook, type DatabaseParts } from './database';
import { wrong, type Finding, type Look } from './finding';
import { mailLook } from './mail';
import { reasonOf } from './reason';
import { settingFindings } from './settings';

export interface DoctorParts extends Omit<DatabaseParts, 'settings'> {
  readonly clock: Clock;
  /** The cause where the mail server does not take mails; undefined without a mail server. */
  readonly verifyMail: (() => Promise<string | undefined>) | undefined;
}

/** Hands each finding on as soon as it and those before it are there. */
export async function examine(settings: Settings, parts: DoctorParts, tell: (finding: Finding) => Promise<void>): Promise<readonly Finding[]> {
  const watched = watchClocks(parts.network, parts.clock);
  const all: Finding[] = [];
  const take = async (findings: readonly Finding[]) => {
    all.push(...findings);
    for (const finding of findings) await tell(finding);
  };
  await take(settingFindings(settings));
  for (const found of looksOf(settings, parts, watched).map(safely)) await take(await found);
  await take([clockFinding(watched.ahead)]);
  return all;
}

/** Only what other machines answer says something of the clock: PUBLIC_URL may be this one. */
function looksOf({ isLocal, http: { publicUrl }, teams, webex, mail, database }: Settings, parts: DoctorParts, watched: Network): Look[] {
  return [
    ...teamsLooks(watched, parts.clock, teams),
    ...(publicUrl === undefined ? [] : [addressLook(parts.network, publicUrl, teams.appId !== '')]),
    webexLook(watched, webex, publicUrl),
    mailLook(mail, isLocal, parts.verifyMail),
    databaseLook({ ...parts, settings: database }),
  ];
}

/** What nobody expected is a finding as well: the other looks are of use all the same. */
async function safely(look: Look): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [wrong('Unexpected', reasonOf(error), 'Tell whoever looks after Lotse.')];
  }
}
