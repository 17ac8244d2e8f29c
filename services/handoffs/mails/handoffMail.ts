/** A handoff as a mail to support: who it is, where they stand, what was asked and what was said, so that whoever reads it can answer without asking again. Pure. */
import { findText, LOCALES, word, type Language } from '../../../locales';
import type { Day } from '../../day';
import type { OutgoingMail } from '../../mail';
import { layOutMail } from '../../mailLayout';
import { wordLine } from '../../notices/wording';

/** Why support is told: nobody takes it yet; still nobody, so that the lead is told, too; nobody took it in time. */
export type HandoffMailWhy = 'waiting' | 'lead' | 'unanswered';

export interface HandoffStory {
  readonly why: HandoffMailWhy;
  /** Since when somebody could have answered. */
  readonly since: Date;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** Whether it was proven that the contact reads that mailbox. */
  readonly isEmailProven: boolean;
  /** What the contact speaks, and on which channel. */
  readonly language: Language;
  readonly channel: string;
  readonly partner: { readonly company: string; readonly customerNumber: string | undefined; readonly expiresOn: Day | undefined } | undefined;
  readonly today: Day;
  readonly topic: string;
  readonly step: string | undefined;
  readonly problem: string | undefined;
  readonly question: string;
  readonly askedAt: Date;
  /** The last ones, in order. */
  readonly said: readonly SaidLine[];
  /** There was more before. */
  readonly isCut: boolean;
}

export interface SaidLine {
  readonly at: Date;
  readonly by: 'contact' | 'lotse' | 'agent';
  /** Undefined where it was taken back. */
  readonly text: string | undefined;
}

export interface HandoffMail {
  readonly to: string;
  readonly language: Language;
  readonly story: HandoffStory;
  /** The time zone of the office. */
  readonly zone: string;
  /** The page where it can be taken up, such as https://lotse.example/console#/…; undefined where Lotse has no address. */
  readonly link?: string | undefined;
}

/** A saying that is longer is told apart from one that is whole. */
const LONGEST = 1500;
/** Turns the words around it, and is seen nowhere. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
/** What is typed is to be read, and nothing else. */
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f]/g;

export function writeHandoffMail({ to, language, story, zone, link }: HandoffMail): OutgoingMail {
  const who = nameOf(language, story);
  const moment = (at: Date) => new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  const lines = story.said.map(({ at, by, text }) => `${word(language, `mails:handoff.by.${by}`, { time: moment(at) })}\n${text === undefined ? word(language, 'mails:handoff.takenBack') : toTheLetter(text)}`);
  const question = story.question === '' ? word(language, 'mails:handoff.noQuestion') : `${word(language, 'mails:handoff.question')}\n${toTheLetter(story.question)}`;
  const heading = story.isCut ? 'saidLast' : 'said';
  return {
    to, language, attachments: [],
    ...layOutMail({
      language, subject: oneLine(word(language, `mails:handoff.subject.${story.why}`, { who })), closing: word(language, 'mails:handoff.closing'),
      paragraphs: [
        word(language, `mails:handoff.lead.${story.why}`, { who, since: moment(story.since) }), aboutOf(language, story, moment).join('\n'), question,
        ...(lines.length > 0 ? [word(language, `mails:handoff.${heading}`)] : []),
      ],
      list: lines, links: link === undefined ? [] : [{ text: word(language, 'mails:handoff.open'), url: link }],
    }),
  };
}

/** A fact on each line: who, whose, until when, where, how they write. */
function aboutOf(language: Language, story: HandoffStory, moment: (at: Date) => string): string[] {
  const { email, isEmailProven, partner, channel } = story;
  const place = placeOf(language, story);
  const how = { language: word(language, `mails:handoff.languages.${story.language}`), channel: findText(language, `identity:channels.${channel}`)?.text ?? channel };
  return [
    email === undefined ? word(language, 'mails:handoff.noEmail') : word(language, isEmailProven ? 'mails:handoff.email' : 'mails:handoff.emailNotProven', { email: plain(email) }),
    ...(partner ? partnerOf(language, partner, story.today) : [word(language, 'mails:handoff.noPartner')]),
    place === undefined ? word(language, 'mails:handoff.nowhere') : word(language, 'mails:handoff.place', { place }),
    word(language, 'mails:handoff.asked', { time: moment(story.askedAt) }),
    word(language, 'mails:handoff.speaks', how),
  ];
}

function partnerOf(language: Language, { company, customerNumber, expiresOn }: NonNullable<HandoffStory['partner']>, today: Day): string[] {
  const name = plain(company);
  return [
    expiresOn === undefined ? word(language, 'mails:handoff.partner', { company: name }) : wordLine(language, { milestone: 'account', partnerId: '', company: name, cycle: expiresOn, expiresOn, today, payload: {} }),
    ...(customerNumber === undefined ? [] : [word(language, 'notices:account.number', { number: customerNumber })]),
  ];
}

/** The procedure, its step and the problem there, by their titles; undefined where none is known. */
function placeOf(language: Language, { topic, step, problem }: HandoffStory): string | undefined {
  const title = (key: string | undefined) => key && findText(language, key)?.text;
  const found = [title(`${topic}:title`), title(step && `${topic}:steps.${step}.title`), title(problem && `${topic}:problems.${problem}.title`)].filter(Boolean);
  return found.length > 0 ? found.join(' › ') : undefined;
}

function nameOf(language: Language, { name, email }: HandoffStory): string {
  return plain(name ?? email ?? word(language, 'notices:account.unnamed'));
}

/** In one piece, whatever its direction, with marks of ours read as what they are. */
function toTheLetter(text: string): string {
  const whole = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  return whole.replace(TURNING, '').replace(UNSEEN, ' ').split('\n').map((line) => (line === '' ? '' : `\u2068${unmarked(line)}\u2069`)).join('\n');
}

/** A name on one line. */
function plain(text: string): string {
  return unmarked(oneLine(text.replace(TURNING, '')));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** What people write between two asterisks is no label. */
function unmarked(text: string): string {
  return text.replaceAll('**', '*\u2060*');
}
