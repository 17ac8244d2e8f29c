/** The chat page: puts its parts together. */
import { offerAttaching } from './attaching';
import { focusInput, listen } from './composer';
import { Conversation } from './conversation';
import { elementOf } from './elements';
import { findLanguage } from './language';
import { offerLanguages } from './languageMenu';
import { speak } from './texts';
import { Tools } from './tools';

const tools = new Tools(() => void conversation.refresh());
const conversation = new Conversation(() => void tools.refresh());

listen((text) => conversation.say(text));
offerAttaching((file) => conversation.attach(file));
offerLanguages((name) => conversation.say(name));
elementOf('restart').addEventListener('click', () => {
  void conversation.restart();
  focusInput();
});
void speak(findLanguage(navigator.language) ?? 'en');
void conversation.start();
void tools.offer();
