/** One thing that was said. Who said it is told by place, shape, picture and word, not by colour alone. */
import type { FileView, HandoffRow, SayingView } from '../../../console/api';
import { directionOf, paragraphs } from '../direction';
import { el, fill, own, plain, type Child } from '../element';
import { agentName, clock, initials, moment, size } from '../format';
import { icon } from '../icons';
import { nameOf } from '../queueRow';
import { addressOf } from '../server';
import { word, wordFor } from '../words';
import { wordsOfEvent } from './events';

/** What became of words after they were said. */
export interface Change {
  readonly event: 'edited' | 'removed';
  readonly text: string;
  readonly at: string;
}

export function lineFor(saying: SayingView, row: HandoffRow, isSame: boolean): HTMLElement {
  return saying.by === 'event' ? eventLine(saying) : bubbleLine(saying, row, isSame);
}

function eventLine(saying: SayingView): HTMLElement {
  const isTrouble = saying.about.event === 'undelivered' || saying.about.event === 'unknown';
  return el('li', { class: `line event${isTrouble ? ' trouble' : ''}` }, isTrouble && icon('warning'), el('span', {}, ...wordsOfEvent(saying)), el('time', { datetime: saying.at, title: moment(saying.at) }, clock(saying.at)));
}

/** Under the name that is known by now. */
export function showName(line: Element, row: HandoffRow): void {
  line.querySelector('.by strong')?.replaceChildren(own(nameOf(row)));
  line.querySelector('.face')?.replaceChildren(face('contact', row.contact));
}

function bubbleLine(saying: SayingView, row: HandoffRow, isSame: boolean): HTMLElement {
  const name = speakerOf(saying, row);
  const body = el('div', { class: 'said' }, ...paragraphs(saying.text));
  const line = el('li', { class: `line ${saying.by}${isSame ? ' same' : ''}`, 'data-message': saying.about.message ?? null },
    el('span', { class: 'face', 'aria-hidden': 'true' }, face(saying.by, saying.by === 'contact' ? row.contact : name)),
    el('div', { class: 'bubble' }, el('p', { class: 'by' }, saying.by === 'note' && icon('note'), el('strong', {}, own(name)), kindOf(saying), el('time', { datetime: saying.at, title: moment(saying.at) }, clock(saying.at))),
      body, choices(saying), ...saying.files.map(fileLine)));
  line.addEventListener('change-of-words', (event) => change(body, saying.text, (event as CustomEvent<Change>).detail));
  return line;
}

function speakerOf(saying: SayingView, row: HandoffRow): string {
  if (saying.by === 'contact') return nameOf(row);
  return saying.by === 'lotse' ? word('conversation.lotse') : saying.agent === null ? word('conversation.agent') : agentName(saying.agent);
}

function kindOf(saying: SayingView): HTMLElement | false {
  if (saying.by === 'lotse') return el('span', { class: 'kind' }, word('conversation.automatic'));
  if (saying.by === 'note') return el('span', { class: 'kind' }, word('conversation.internal'));
  if (saying.by === 'agent') return el('span', { class: 'kind' }, word('conversation.support'));
  return saying.about.pressed ? el('span', { class: 'kind' }, word('conversation.pressed')) : false;
}

/** Two letters of a name; whose name nobody knows has a picture. */
function face(by: SayingView['by'], name: string | null): Node {
  if (by === 'lotse' || by === 'note') return icon(by === 'lotse' ? 'bot' : 'note');
  const letters = plain(initials(name ?? ''));
  return letters ? document.createTextNode(letters) : icon('person');
}

/** What Lotse offered with it: as labels, not to be pressed here. */
function choices({ about }: SayingView): HTMLElement | false {
  return about.choices !== undefined && about.choices.length > 0 && el('ul', { class: 'choices', dir: directionOf(about.choices.map(({ label }) => label).join(' ')), 'aria-label': word('conversation.choices') }, ...about.choices.map(({ label }) => el('li', {}, own(label))));
}

function fileLine(file: FileView): HTMLElement {
  const name = file.name ?? word('conversation.file');
  const told: Child[] = [icon('file'), own(name), el('span', { class: 'soft' }, file.state === 'kept' ? (file.size === null ? '' : size(file.size)) : file.state === 'refused' ? word('files.refused', { why: wordFor('fileReasons', file.reason ?? 'other') }) : word('files.waiting'))];
  return file.state === 'kept' ? el('a', { class: 'file', href: addressOf(`files/${encodeURIComponent(file.id)}`), download: plain(name), rel: 'noreferrer' }, ...told) : el('p', { class: 'file' }, ...told);
}

/** The words as they are now; what they were stays to be seen. */
function change(body: HTMLElement, before: string, { event, text, at }: Change): void {
  const told = el('p', { class: 'changed' }, word(event === 'edited' ? 'conversation.edited' : 'conversation.removed', { at: moment(at) }));
  const earlier = el('details', {}, el('summary', {}, word('conversation.earlier')), el('del', {}, ...paragraphs(before)));
  fill(body, ...(event === 'edited' ? paragraphs(text) : []), told, earlier);
}
