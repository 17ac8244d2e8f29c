/** `npm run understand`: reads JSON lines {"lang","text"} and writes, line by line and in order, what Lotse would do with each. 0 all lines were read, 3 something broke. */
import { languageOfFirstMessage } from '../../dialogs/languageOfText';
import { wordAnswer } from '../../dialogs/topics/answering';
import type { Act } from '../../dialogs/topics/deciding';
import { actOf } from '../../dialogs/topics/meaning';
import type { Topic } from '../../dialogs/topics/topic';
import { LANGUAGES, type Language } from '../../locales';
import { openUnderstanding } from '../understanding';
import { finish, writeLine } from './ending';
import { intentOf, intentsOf } from './intents';

interface Asked {
  readonly lang?: unknown;
  readonly text: string;
}

finish(understandAll());

async function understandAll(): Promise<number> {
  const understanding = openUnderstanding();
  for await (const line of linesOf(process.stdin)) {
    const asked = readLine(line);
    await writeLine(JSON.stringify('error' in asked ? asked : wordAct(asked, actOf(asked.text, understanding))));
  }
  return 0;
}

/** Ended by line feeds alone: other separators may stand inside a JSON text. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string> {
  let rest = '\ufeff';
  for await (const piece of input.setEncoding('utf8')) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.replace(/^\ufeff+|\r$/g, '');
  }
  rest = rest.replace(/^\ufeff+/, '');
  if (rest !== '') yield rest;
}

function readLine(line: string): Asked | { readonly error: string } {
  let asked: unknown;
  try {
    asked = JSON.parse(line);
  } catch (error) {
    return { error: `No JSON: ${(error as Error).message}` };
  }
  if (typeof asked !== 'object' || asked === null || typeof (asked as Asked).text !== 'string') return { error: 'Expected an object with a "text" that is a string.' };
  return asked as Asked;
}

function wordAct({ lang, text }: Asked, act: Act) {
  const topics = act.act === 'do' ? [act.topic] : act.act === 'ask' ? act.topics : [];
  const choices = act.act === 'ask' ? intentsOf(topics) : [];
  const answer = act.act === 'do' ? answerOf(act.topic, languageOfFirstMessage(text) ?? languageNamed(lang)) : { facts: [], text: '' };
  return { act: nameOf(act), intent: topics[0] ? intentOf(topics[0]) : 'out_of_scope', choices, confidence: Math.round(act.confidence * 1000) / 1000, facts: answer.facts, answer: answer.text };
}

function nameOf(act: Act): string {
  return act.act === 'do' ? act.topic.kind : act.act;
}

/** What Lotse knows of it in short; it says so itself where it was asked a question. */
function answerOf(topic: Topic, language: Language): { readonly facts: readonly string[]; readonly text: string } {
  if (topic.kind !== 'answer' && topic.kind !== 'start') return { facts: [], text: '' };
  const { facts, text, hint } = wordAnswer(language, topic.answer);
  return { facts, text: [text, hint].filter(Boolean).join('\n') };
}

function languageNamed(lang: unknown): Language {
  return LANGUAGES.find((language) => language === lang) ?? 'en';
}
