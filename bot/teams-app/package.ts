/** Packs the app for Teams: a zip with the manifest, a file for each further language and two icons. The same input gives the same bytes. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import { LANGUAGES, type Language } from '../../locales';
import { drawIcons } from './icons';
import { COLOR_ICON, languageFile, languageFileOf, manifestOf, OUTLINE_ICON, type Audience } from './manifest';
import type { TeamsAppSettings } from './settings';
import { readTexts } from './texts';

const DEFAULT_LANGUAGE: Language = 'en';
/** The first day that a zip can name, in the zone of whoever packs, since that is what a zip writes. */
const WRITTEN_AT = new Date(1980, 0, 1);

export async function packTeamsApp(settings: TeamsAppSettings, version: string, audience: Audience): Promise<Uint8Array> {
  const texts = readTexts();
  const others = LANGUAGES.filter((language) => language !== DEFAULT_LANGUAGE);
  const { color, outline } = await drawIcons();
  const files: Zippable = {
    'manifest.json': json(manifestOf(settings, version, { texts: texts[DEFAULT_LANGUAGE], language: DEFAULT_LANGUAGE, others }, audience)),
    ...Object.fromEntries(others.map((language) => [languageFile(language), json(languageFileOf(texts[language], audience))])),
    [COLOR_ICON]: color, [OUTLINE_ICON]: outline,
  };
  return zipSync(files, { mtime: WRITTEN_AT });
}

function json(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}
