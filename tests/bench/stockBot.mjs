/**
 * What Lotse is compared with: a bot written the way the SDK's documentation shows, kept in memory. Nothing is made
 * slow on purpose and nothing is logged per turn. It guides through a procedure of TURNS turns with one reply each:
 * a menu, two questions, steps, an informed yes, the end. The prompts are mixed as in a common multi-turn bot.
 */
import {
  ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState, MemoryStorage, UserState,
} from 'botbuilder';
import {
  ChoicePrompt, ComponentDialog, ConfirmPrompt, DialogSet, DialogTurnStatus, ListStyle, NumberPrompt, TextPrompt, WaterfallDialog,
} from 'botbuilder-dialogs';
import restify from 'restify';
import { stepKinds, stockTexts } from './stockTexts.mjs';

const TURNS = Number(process.env.TURNS);

class ProcedureDialog extends ComponentDialog {
  constructor(userState) {
    super('procedure');
    this.profile = userState.createProperty('profile');
    this.addDialog(new ChoicePrompt('choice'));
    this.addDialog(new TextPrompt('text'));
    this.addDialog(new ConfirmPrompt('confirm'));
    this.addDialog(new NumberPrompt('number', async (prompt) => prompt.recognized.succeeded && prompt.recognized.value > 0));
    this.addDialog(new WaterfallDialog('walk', [
      (step) => step.prompt('choice', { prompt: stockTexts.menu, choices: ['Order', 'Renewal', 'Registration'], style: ListStyle.suggestedAction }),
      (step) => step.prompt('confirm', stockTexts.account),
      (step) => step.prompt('confirm', stockTexts.access),
      ...stepKinds(TURNS).map((kind, index) => (step) => this.askStep(step, kind, index + 1)),
      (step) => step.prompt('confirm', stockTexts.assigned),
      (step) => this.finish(step),
    ]));
    this.initialDialogId = 'walk';
  }

  async run(context, accessor) {
    const dialogs = new DialogSet(accessor);
    dialogs.add(this);
    const dialogContext = await dialogs.createContext(context);
    const result = await dialogContext.continueDialog();
    if (result.status === DialogTurnStatus.empty) await dialogContext.beginDialog(this.id);
  }

  askStep(step, kind, number) {
    step.values[`answer${number}`] = step.result;
    const prompt = stockTexts.step(number, kind);
    if (kind === 'choice') return step.prompt('choice', { prompt, choices: ['Done', 'It did not work', 'Back'], style: ListStyle.suggestedAction });
    if (kind === 'number') return step.prompt('number', { prompt, retryPrompt: 'The number must be greater than 0.' });
    return step.prompt(kind, prompt);
  }

  async finish(step) {
    const profile = await this.profile.get(step.context, {});
    profile.orders = (profile.orders ?? 0) + 1;
    await step.context.sendActivity(stockTexts.end);
    return step.endDialog();
  }
}

class StockBot extends ActivityHandler {
  constructor(conversationState, userState) {
    super();
    this.conversationState = conversationState;
    this.userState = userState;
    const dialog = new ProcedureDialog(userState);
    const dialogState = conversationState.createProperty('dialogState');
    this.onMessage(async (context, next) => {
      await dialog.run(context, dialogState);
      await next();
    });
  }

  async run(context) {
    await super.run(context);
    await this.conversationState.saveChanges(context, false);
    await this.userState.saveChanges(context, false);
  }
}

const storage = new MemoryStorage();
const bot = new StockBot(new ConversationState(storage), new UserState(storage));
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (context, error) => {
  console.error(error);
  await context.sendActivity('The bot encountered an error or bug.');
};

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
