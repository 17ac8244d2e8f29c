/** `npm run check:understanding`: what becomes of lines and questions that no training has seen, beside a plain nlp.js that learnt the same lines. Ends with one JSON line; exit code 1 where it does not hold. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import measuring from './understanding/measuring.cjs';

const root = path.resolve(import.meta.dirname, '..');
const { carries, heldLines, heldQuestions, LANGUAGES, measure, NEAR_COPY, round, withoutNearCopies } = measuring;
const require = createRequire(import.meta.url);
const built = (name) => require(path.join(root, 'dist', name));
const { readLines } = built('services/understanding/lines.js');
const { openUnderstanding } = built('bot/understanding.js');
const { actOf } = built('dialogs/topics/meaning.js');
const { wordAnswer } = built('dialogs/topics/answering.js');
const { intentOfId, intentsOf } = built('bot/cli/intents.js');

/** Only to be compared with: 119 MB that no installation should carry. */
const RIVAL = 'node-nlp@4.27.0';
const BARS = { helped: 0.9, wrongStart: 0.08, asked: 0.25, outOfScopeActedUpon: 0.08, aheadOfNlpjs: 0.05, questionsCarried: 0.9, unanswerableAdmitted: 0.9, linesMs: 10_000 };

const understanding = openUnderstanding();
const read = (text) => actOf(text, understanding);
const learnt = readLines(path.join(root, 'locales'), LANGUAGES);
const folder = mkdtempSync(path.join(os.tmpdir(), 'lotse-nlpjs-'));
const figures = {};
try {
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, RIVAL], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { NlpManager } = createRequire(path.join(folder, 'index.js'))('node-nlp');
  for (const language of LANGUAGES) figures[language] = await figuresOf(language, NlpManager);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const linesMs = timeLines();
const failures = LANGUAGES.flatMap((language) => failuresOf(language, figures[language]));
if (!(linesMs <= BARS.linesMs)) failures.push(`2,000 lines took ${linesMs} ms`);
console.log(JSON.stringify({ check: 'understanding', learnt: learnt.length, nearCopyFrom: NEAR_COPY, languages: figures, linesMs, bars: BARS, failures, seed: 'none: training shuffles by a fixed rule', holds: failures.length === 0 }));
process.exitCode = failures.length === 0 ? 0 : 1;

async function figuresOf(language, NlpManager) {
  const own = learnt.filter((line) => line.language === language);
  const { kept, nearCopies, medianSimilarity } = withoutNearCopies(heldLines(language), own);
  const { reliability, confusions, ...found } = measure(kept, { read, intentOf: intentOfId, intentsOf });
  const rival = await rivalOf(NlpManager, language, own, kept);
  console.error(`${language}: ${JSON.stringify(found)}`);
  return { ...Object.fromEntries(Object.entries(found).map(([name, value]) => [name, round(value)])), nearCopies, medianSimilarity: round(medianSimilarity), nlpjsRightAtOnce: round(rival), ...questionsOf(language), reliability, confusions };
}

/** Its best intent counts, however sure it is. */
async function rivalOf(NlpManager, language, lines, kept) {
  const manager = new NlpManager({ languages: [language], forceNER: false, autoSave: false, autoLoad: false, nlu: { log: false } });
  for (const { text, topic } of lines) manager.addDocument(language, text, topic);
  await manager.train();
  const inScope = kept.filter(({ topic }) => topic !== 'outOfScope');
  let right = 0;
  for (const { text, topic } of inScope) {
    const { intent } = await manager.process(language, text);
    if (intent !== 'None' && intentOfId(intent) === intentOfId(topic)) right += 1;
  }
  return right / inScope.length;
}

function questionsOf(language) {
  const questions = heldQuestions(language).map(({ text, facts }) => ({ needed: facts, act: read(text) }));
  const [answerable, unanswerable] = [questions.filter(({ needed }) => needed.length > 0), questions.filter(({ needed }) => needed.length === 0)];
  const carried = answerable.filter(({ needed, act }) => factsOffered(act, language).some((facts) => carries(facts, needed)));
  const admitted = unanswerable.filter(({ act }) => act.act === 'unknown');
  return { questions: answerable.length, questionsCarried: round(carried.length / answerable.length), unanswerable: unanswerable.length, unanswerableAdmitted: round(admitted.length / unanswerable.length) };
}

/** Only what is said at once counts. */
function factsOffered(act, language) {
  return act.act === 'do' && (act.topic.kind === 'answer' || act.topic.kind === 'start') ? [wordAnswer(language, act.topic.answer).facts] : [];
}

function failuresOf(language, { helped, wrongStart, asked, outOfScopeActedUpon, rightAtOnce, nlpjsRightAtOnce, questionsCarried, unanswerableAdmitted }) {
  return [
    helped >= BARS.helped || `helped ${helped}`, wrongStart <= BARS.wrongStart || `wrong start ${wrongStart}`, asked <= BARS.asked || `asked ${asked}`, outOfScopeActedUpon <= BARS.outOfScopeActedUpon || `out of scope acted upon ${outOfScopeActedUpon}`,
    rightAtOnce - nlpjsRightAtOnce >= BARS.aheadOfNlpjs || `ahead of nlp.js by ${round(rightAtOnce - nlpjsRightAtOnce)}`, questionsCarried >= BARS.questionsCarried || `questions carried ${questionsCarried}`, unanswerableAdmitted >= BARS.unanswerableAdmitted || `unanswerable admitted ${unanswerableAdmitted}`,
  ].filter((each) => each !== true).map((failure) => `${language}: ${failure}`);
}

/** As another program would: a cold start and 2,000 lines. */
function timeLines() {
  const lines = LANGUAGES.flatMap(heldLines).slice(0, 2000).map(({ lang, text }) => JSON.stringify({ lang, text })).join('\n');
  const began = performance.now();
  const { stdout } = spawnSync(process.execPath, [path.join(root, 'dist/bot/cli/understand.js')], { input: `${lines}\n`, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const answers = stdout.trim().split('\n').map((line) => JSON.parse(line));
  return answers.length === 2000 && answers.every(({ act }) => act !== undefined) ? Math.round(performance.now() - began) : undefined;
}
