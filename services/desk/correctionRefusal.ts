/** Why a correction is not made that seemed right when it was judged. Pure. */

/** Thrown by its effect where something else was faster: the judgement is over, so that playing the turn again would not help. */
export class CorrectionRefusal extends Error {
  constructor(readonly expected: 'emailTaken' | 'dayChanged' | 'changed') {
    super(`The correction is overtaken: ${expected}.`);
  }
}
