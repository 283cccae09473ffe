import type { Host } from '../host.js';
import type { ServerQuestion } from './authentication.js';

/**
 * Passes a server's questions on to the person. A password that a server has taken is kept for as long as the connection
 * lives, so that its further SSH connections need not ask for it again; answers to other questions are good once only.
 */
export class Questions {
  private _password: string | null = null;
  private _given: string | null = null;

  /**
   * @param _host who can ask
   * @param _onAsking hears when a person is being asked and when no longer: no time runs out meanwhile
   */
  public constructor(
    private readonly _host: Pick<Host, 'call'>,
    private readonly _onAsking: (isAsking: boolean) => void = () => undefined,
  ) {}

  /**
   * Asks one question.
   *
   * @returns null when the person cancels
   * @throws ProblemError when nobody could be asked
   */
  public async ask(question: ServerQuestion): Promise<readonly string[] | null> {
    if (question.kind === 'password' && !question.isAgain && this._password !== null) return [this._password];
    this._onAsking(true);
    try {
      const { answers } = await this._host.call('signIn.prompt', question);
      if (question.kind === 'password') this._given = answers?.[0] ?? null;
      return answers;
    } finally {
      this._onAsking(false);
    }
  }

  /** The last password was right. */
  public passwordAccepted(): void {
    if (this._given !== null) this._password = this._given;
    this._given = null;
  }

  /** For further connections: says again what was right before, and asks nobody, for nobody would know what for. */
  public silent(): Pick<Questions, 'ask' | 'passwordAccepted'> {
    return {
      ask: ({ kind, isAgain }) =>
        Promise.resolve(kind === 'password' && !isAgain && this._password !== null ? [this._password] : null),
      passwordAccepted: () => undefined,
    };
  }

  /** Lets go of the password. */
  public forget(): void {
    this._password = null;
    this._given = null;
  }
}
