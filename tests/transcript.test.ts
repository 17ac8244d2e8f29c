/** The player of transcripts itself: what it must not let pass. */
import { openStage, type Stage } from './stage';
import { play } from './transcript';
import { layOut, parseTranscript } from './transcriptFormat';

let stage: Stage;
beforeAll(async () => { stage = await openStage(); });
afterAll(() => stage.stop());

const heading = '# Ana looks around.\n@ channel=emulator locale=en\n';
const record = async (lines: string) => (await play(stage, heading + lines, true)).text;

describe('a transcript', () => {
  it('stays as it is when it is read and laid out again', async () => {
    const text = await record('ana: (arrives)\n# She reads.\nana: help\nclock: + 2 hours\nana: 99\n');
    expect(layOut(parseTranscript(text))).toBe(text);
    expect((await play(stage, text, false)).text).toBe(text);
  });

  it('differs where a single word that was heard differs', async () => {
    const text = await record('ana: help\n');
    const [word] = /(?<=bot: +)\S+/.exec(text)!;
    const wrong = text.replace(word, `${word}x`);
    expect((await play(stage, wrong, false)).text).not.toBe(wrong);
  });

  it('differs where Lotse says more or less than was written', async () => {
    const text = await record('ana: help\n');
    for (const wrong of [`${text}bot:     And more.\n`, text.split('\nbot:')[0] + '\n']) expect((await play(stage, wrong, false)).text).not.toBe(wrong);
  });

  it('stops, and names what can be pressed, at a button that nobody sees', async () => {
    expect(await record('ana: help\nana: [No such button]\nana: menu\n')).toMatch(/STOPPED: ana sees no button "No such button", only: \S.*\n$/);
  });

  it('takes a label for a choice, or an old label for the button in its place, in a recording only', async () => {
    const text = await record('ana: help\nana: [#menu]\n');
    const [, label] = /\nana: +\[(.+)\]\n/.exec(text)!;
    const reworded = text.replaceAll(`[${label}]`, '[Old words]');
    expect((await play(stage, reworded, true)).text).toBe(text);
    expect((await play(stage, reworded, false)).text).toContain('STOPPED');
    expect((await play(stage, text.replace(`ana:     [${label}]`, 'ana:     [#menu]'), false)).text).toContain('STOPPED');
  });

  it.each(['# No end\nwhat is this', 'ana: hello'])('is refused where it cannot be read: %j', (source) => {
    expect(() => parseTranscript(source)).toThrow();
  });
});
