/** Rows of the desk as the page reads them: times as text, what is nobody's as null. Pure. */
import { daysBetween, type Day } from '../../services/day';
import type { NoticeRecord } from '../../services/desk/dossiers';
import type { HandoffRecord } from '../../services/desk/handoffRows';
import type { PartnerOverview } from '../../services/desk/partnerRows';
import type { TranscriptPage } from '../../services/desk/transcripts';
import type { HandoffRow, NoticeView, PartnerRow, SayingView } from './api';
import type { Viewer } from './parts';

export function handoffRow(row: HandoffRecord, viewer: Pick<Viewer, 'languages' | 'topics'>, today: Day): HandoffRow {
  const { name, email, calledName, company, expiresOn, agentId, agentName, lastBy, lastText, lastAt, heardText, ...same } = row;
  return {
    id: same.id, state: same.state as HandoffRow['state'], from: same.from as HandoffRow['from'], via: same.via as HandoffRow['via'], conversationId: same.conversationId, contactId: same.contactId,
    contact: name ?? email ?? calledName, partner: company, channel: same.channel, language: same.language, topic: same.topic, question: same.question,
    askedAt: same.askedAt.toISOString(), waitingSince: same.waitingSince.toISOString(), joinedAt: timeOf(same.joinedAt), closedAt: timeOf(same.closedAt),
    closedBy: same.closedBy as HandoffRow['closedBy'], reason: same.reason as HandoffRow['reason'], rating: same.rating,
    agent: agentId === null ? null : { id: agentId, name: agentName ?? '' }, last: lastBy === null ? null : { by: lastBy as SayingView['by'], text: lastText ?? '', at: lastAt!.toISOString() }, heard: heardText,
    daysToExpiry: expiresOn === null ? null : daysBetween(today, expiresOn), isForMe: isFor(viewer.languages, same.language) && isFor(viewer.topics, same.topic),
  };
}

/** Who names nothing takes all. */
function isFor(wanted: readonly string[], given: string): boolean {
  return wanted.length === 0 || wanted.includes(given);
}

export function partnerRow({ claim, contacts, ...partner }: PartnerOverview, claimants: ReadonlyMap<string, string>, locked: ReadonlySet<string>): PartnerRow {
  return { ...partner, contacts: contacts.map((contact) => ({ ...contact, isLocked: locked.has(contact.id) })), claim: claim && { at: claim.at.toISOString(), by: claimants.get(partner.id) ?? null, previousExpiresOn: claim.previousExpiresOn } };
}

export function noticeView({ id, milestone, state, reason, dueAt, sentAt, route, company }: NoticeRecord): NoticeView {
  return { id, milestone, state, reason, dueAt: dueAt.toISOString(), sentAt: timeOf(sentAt), route, partner: company };
}

export function sayingView({ id, by, text, at, about, agent, handoffId, files }: TranscriptPage['sayings'][number]): SayingView {
  return { id, by, text, at: at.toISOString(), about: about ?? {}, agent, handoffId: handoffId ?? null, files: files.map(({ activityId: _activityId, ...file }) => file) };
}

export function timeOf(moment: Date | null): string | null {
  return moment && moment.toISOString();
}
