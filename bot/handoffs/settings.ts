/** Settings of handoffs: when people of support are there, whom a mail tells, and how long whoever is waited for may take. Read by env.ts. */
import { LANGUAGES } from '../../locales';
import { CHANNEL_NAMES } from '../channels/names';
import type { Reader } from '../settingReader';

/** What the desk goes by where it has no hours of its own. */
export interface DeskOtherwise {
  readonly opensAt: string;
  readonly closesAt: string;
  readonly officeZone: string;
  readonly canton: string;
}

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;
const DAY_MINUTES = 1440;

export function readHandoffs(read: Reader, { opensAt, closesAt, officeZone, canton }: DeskOtherwise) {
  const mailbox = (name: string) => {
    const address = read.text(name, '');
    if (address !== '' && !ADDRESS.test(address)) read.problems.push(`${name} is no address: expected one such as support@also.example.`);
    return address;
  };
  const desk = { opensAt: read.timeOfDay('SUPPORT_FROM', opensAt), closesAt: read.timeOfDay('SUPPORT_UNTIL', closesAt), zone: read.timeZone('SUPPORT_ZONE', officeZone), canton };
  // The hours of the notices, where they are taken over, are named under their own names.
  const isOwn = desk.opensAt !== opensAt || desk.closesAt !== closesAt;
  if (isOwn && desk.opensAt >= desk.closesAt) read.problems.push(`SUPPORT_FROM is ${desk.opensAt}: expected a time before SUPPORT_UNTIL (${desk.closesAt}).`);
  return {
    hubs: readHubs(read), desk, supportMail: mailbox('SUPPORT_MAIL'), leadMail: mailbox('SUPPORT_LEAD_MAIL'), supportLanguage: read.oneOf('SUPPORT_LANGUAGE', LANGUAGES, 'de'), times: readTimes(read),
  };
}

/** Channels of the Bot Framework as activities name them; none of Lotse's own. */
function readHubs(read: Reader): readonly string[] {
  const hubs = read.list('HANDOFF_HUB_CHANNELS', []);
  const wrong = hubs.filter((id) => !/^[\w-]{1,64}$/.test(id) || CHANNEL_NAMES.some((own) => own.id === id));
  if (wrong.length > 0) read.problems.push(`HANDOFF_HUB_CHANNELS holds "${wrong.join('", "')}": expected names of other channels of the Bot Framework such as omnichannel, between commas.`);
  return hubs;
}

function readTimes(read: Reader) {
  const minutes = (name: string, otherwise: number, most = DAY_MINUTES) => read.number(name, otherwise, 1, most);
  const times = {
    callAgainMinutes: minutes('HANDOFF_CALL_AGAIN_MINUTES', 3), mailMinutes: minutes('HANDOFF_MAIL_MINUTES', 10), leadMinutes: minutes('HANDOFF_LEAD_MINUTES', 20), giveUpMinutes: minutes('HANDOFF_GIVE_UP_MINUTES', 60),
    hubAcceptMinutes: minutes('HANDOFF_HUB_ACCEPT_MINUTES', 5),
    agentSilentMinutes: minutes('HANDOFF_AGENT_SILENT_MINUTES', 5), contactSilentMinutes: minutes('HANDOFF_CONTACT_SILENT_MINUTES', 30),
    silenceClosesMinutes: minutes('HANDOFF_SILENCE_CLOSES_MINUTES', DAY_MINUTES, 7 * DAY_MINUTES), ratingReminderHours: read.number('RATING_REMINDER_HOURS', 24, 1, 168),
  };
  mustRise(read, [['HANDOFF_CALL_AGAIN_MINUTES', times.callAgainMinutes], ['HANDOFF_MAIL_MINUTES', times.mailMinutes], ['HANDOFF_LEAD_MINUTES', times.leadMinutes], ['HANDOFF_GIVE_UP_MINUTES', times.giveUpMinutes]]);
  mustRise(read, [['HANDOFF_CONTACT_SILENT_MINUTES', times.contactSilentMinutes], ['HANDOFF_SILENCE_CLOSES_MINUTES', times.silenceClosesMinutes]]);
  return times;
}

/** One step comes after the other. */
function mustRise(read: Reader, steps: readonly (readonly [name: string, minutes: number])[]): void {
  steps.slice(1).forEach(([name, minutes], place) => {
    const [before, least] = steps[place]!;
    if (minutes <= least) read.problems.push(`${name} is ${minutes}: expected more than ${before} (${least}).`);
  });
}
