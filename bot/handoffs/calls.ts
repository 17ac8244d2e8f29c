/** Calls people of support: by whatever makes itself heard, such as a notification of the console or a card in their channel. */

/** Nobody takes it, still nobody, so that leads are called, or it waits anew; whoever has it does not answer. */
export type CallWhy = 'again' | 'lead' | 'released' | 'agentSilent';

export interface Calls {
  /** May come twice for the same reason, as after a crash: nobody is to be called twice by that. */
  call(handoffId: string, why: CallWhy): Promise<unknown>;
}
