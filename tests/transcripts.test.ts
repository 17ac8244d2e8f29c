/** Plays every transcript. `RECORD=1` rewrites what was heard, so that the change can be read before it is kept. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../locales';
import { PROCEDURE_IDS } from '../dialogs/procedures/procedure';
import { endedIn } from './kept';
import { openStage, type Stage } from './stage';
import { play } from './transcript';
import { parseTranscript } from './transcriptFormat';

const folder = path.join(__dirname, 'transcripts');
const files = readdirSync(folder).filter((file) => file.endsWith('.chat')).sort();
const sources = new Map(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
const isRecording = process.env.RECORD === '1';
const ended = new Set<string>();
let stage: Stage;

beforeAll(async () => { stage = await openStage(); });
afterAll(() => stage.stop());

describe('a conversation goes as it was read and approved', () => {
  for (const [file, source] of sources) {
    it(`${file}: ${parseTranscript(source).headline}`, async () => {
      const { now } = parseTranscript(source).options;
      const own = now ? await openStage(now) : undefined;
      const { text, languages } = await play(own ?? stage, source, isRecording).finally(() => own?.stop());
      // A recording that could not be played to its end would lose what comes after.
      expect(text).not.toContain('\nSTOPPED:');
      if (isRecording) writeFileSync(path.join(folder, file), text);
      else expect(text).toBe(source);
      expect(text).toContain('\nbot: ');
      expect(languages).toContain(file.slice(0, 2));
      for (const procedure of await endedIn(stage.database)) ended.add(procedure);
    });
  }
});

describe('the transcripts together', () => {
  it('lead through every procedure to an end', () => {
    expect([...ended].sort()).toEqual([...PROCEDURE_IDS].sort());
  });

  it.each(LANGUAGES)('show at least four conversations in %s', (language) => {
    expect(files.filter((file) => file.startsWith(`${language}-`)).length).toBeGreaterThanOrEqual(4);
  });

  it.each(['webchat', 'msteams', 'emulator'])('show at least three conversations over %s', (channel) => {
    const over = [...sources.values()].filter((source) => (parseTranscript(source).options.channel ?? 'webchat') === channel);
    expect(over.length).toBeGreaterThanOrEqual(3);
  });
});
