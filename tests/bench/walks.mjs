/** The conversations that are walked: what a contact types, turn by turn, and what must be in the answer. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stockExchanges } from './stockTexts.mjs';

/** One turn: `say` is typed, `expect` must match the whole text of the one reply. */
function turnOf({ say, expect }) {
  if ([say, ...expect].some((words) => typeof words !== 'string')) throw new Error(`The walk has lost words (say "${say}", expect ${JSON.stringify(expect)}): a key in locales/en was renamed; see tests/bench/walks.mjs.`);
  const parts = expect.map((words) => `(?=[^]*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`);
  return { say, expect: new RegExp(`^${parts.join('')}`) };
}

export function stockWalk(turns) {
  return stockExchanges(turns).map(turnOf);
}

/** Through the order procedure, from the menu to its end. Steps and words come from Lotse itself, so that new ones are followed. */
export async function lotseWalk(root) {
  const { order } = await import(pathToFileURL(path.join(root, 'dist/dialogs/procedures/order.js')).href);
  const read = (file) => JSON.parse(readFileSync(path.join(root, 'locales/en', file), 'utf8'));
  const [common, prerequisites, words, texts] = ['common.json', 'prerequisites.json', 'words.json', 'procedures/order.json'].map(read);
  const line = lineOf(order);
  const [first, ...others] = line.map((id, index) => expectedAt(id, texts, order.steps[id].last ? undefined : progressWords(common, index + 1, line)));
  const asked = (order.steps[line[0]].onlyAfter ?? []).map((id) => [plainStart(prerequisites[id].ask)]);
  const answers = [
    { say: words.menu[0], expect: [texts.title, common.buttons.help] },
    ...[...asked, first].map((expect, index) => ({ say: index === 0 ? texts.title : words.yes[0], expect })),
    ...others.map((expect, index) => ({ say: onwardWords(line[index], order, texts, { common, words }), expect })),
    { say: texts.steps[line.at(-1)].finish ?? common.buttons.finish, expect: [common.end.done.replace('{{title}}', texts.title)] },
  ];
  return answers.map(turnOf);
}

/** The steps from the first along the way that leads on, to the one that ends the procedure. */
function lineOf(procedure) {
  const line = [];
  for (let id = Object.keys(procedure.steps)[0]; id && !line.includes(id); id = procedure.steps[id].next) line.push(id);
  return line;
}

function onwardWords(id, procedure, texts, { common, words }) {
  return procedure.steps[id].warn ? texts.steps[id].agree ?? common.buttons.agree : words.next[0];
}

function expectedAt(id, texts, progress) {
  return [texts.steps[id].title, progress].filter((words) => words !== undefined);
}

/** The step that ends the procedure is not counted: "step 10 of 10" comes before it. */
function progressWords(common, step, line) {
  return common.progress.replace('{{step}}', step).replace('{{of}}', line.length - 1);
}

/** The words of a text up to the first label, link or fact id: what comes after is filled in or taken off by Lotse. */
function plainStart(text) {
  return text.split(/\s*(?:\{|\[\[)/)[0];
}
