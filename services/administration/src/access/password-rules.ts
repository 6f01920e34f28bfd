import { ACCOUNT_LIMITS } from '#domain/access/account.js';

/** Guesses that a password must withstand (zxcvbn's estimate): 10 to this power. */
const MIN_GUESSES_LOG10 = 10;

/** What a password may not lean on: the person's names. */
export interface PasswordOwner {
  readonly userName: string;
  readonly name: string;
}

/** Why a password is refused; the dashboard words each in the person's language. */
export type PasswordFault = 'too_short' | 'too_long' | 'too_easy';

let estimator: Promise<(password: string, owner: readonly string[]) => number> | undefined;

/** The word lists take some megabytes and are loaded when the first password is chosen. */
async function loadEstimator(): Promise<(password: string, owner: readonly string[]) => number> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const factory = new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return (password, owner) => factory.check(password, [...owner]).guessesLog10;
}

/**
 * Why the password cannot be used; undefined when it can. As NIST SP 800-63B recommends, length and a list of what
 * people choose count, not kinds of characters.
 */
export async function faultOfPassword(
  password: string,
  { userName, name }: PasswordOwner,
): Promise<PasswordFault | undefined> {
  const chars = [...password.normalize('NFKC')].length;
  if (chars < ACCOUNT_LIMITS.passwordMinChars) return 'too_short';
  if (chars > ACCOUNT_LIMITS.passwordMaxChars) return 'too_long';
  estimator ??= loadEstimator();
  const guesses = (await estimator)(password, [userName, ...userName.split(/[.@_+-]/), ...name.split(' '), 'mnara']);
  return guesses < MIN_GUESSES_LOG10 ? 'too_easy' : undefined;
}

/** The words of a fault, for programs and the command line. */
export const PASSWORD_FAULTS: Readonly<Record<PasswordFault, string>> = {
  too_short: `The password is too short; choose at least ${ACCOUNT_LIMITS.passwordMinChars} characters, such as four words.`,
  too_long: `The password is too long; choose at most ${ACCOUNT_LIMITS.passwordMaxChars} characters.`,
  too_easy: 'The password is easy to guess; choose four or more words that do not belong together.',
};
