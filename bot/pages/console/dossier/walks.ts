/** Where the contact stands in a procedure, what they answered; and the step may be another one after a talk. */
import type { HandoffRow, WalkView } from '../../../console/api';
import { badge, button, field, select } from '../components';
import { attempt } from '../conversation/acts';
import { isMine } from '../conversation/head';
import { announce, el, own } from '../element';
import { ask } from '../modal';
import { act } from '../server';
import { word, wordFor } from '../words';

const TINT = { open: 'brand', waiting: 'warning', done: 'success' } as const;

export function walkPart(walk: WalkView, row: HandoffRow, handoffId: string, onDone: () => void): HTMLElement {
  const { progress } = walk;
  const answers = Object.entries(walk.answers);
  return el('div', { class: 'walk' },
    el('p', { class: 'walkHead' }, el('strong', {}, walk.title), badge(wordFor('walkStates', walk.status), TINT[walk.status])),
    progress && el('progress', { max: progress.total, value: progress.step, 'aria-label': word('walks.progress', { ...progress }) }),
    el('p', {}, progress && el('span', { class: 'soft' }, `${word('walks.progress', { ...progress })} · `), walk.stepTitle),
    walk.problem !== null && el('p', { class: 'trouble' }, word('walks.problem', { problem: walk.problem })),
    answers.length > 0 && el('dl', { class: 'facts' }, ...answers.map(([name, value]) => el('div', {}, el('dt', {}, own(name)), el('dd', {}, own(value))))),
    isMine(row) && walk.steps.length > 0 && button(word('walks.move'), () => void move(walk, handoffId, onDone), { size: 'small', icon: 'step', 'data-key': `move-${walk.procedure}` }));
}

async function move(walk: WalkView, handoffId: string, onDone: () => void): Promise<void> {
  const step = select(walk.steps.map(({ id, title }) => [id, title] as const), walk.step);
  const press = crypto.randomUUID();
  const onYes = () => attempt(() => act(handoffId, 'move', { procedure: walk.procedure, step: step.value }, press), onDone);
  if (await ask({ title: word('walks.move'), body: [el('p', {}, word('walks.moveText', { procedure: walk.title })), field('walks.step', step)], yes: word('walks.move'), onYes })) announce(word('done'));
}
