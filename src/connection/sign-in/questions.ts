import type { Host } from '../host.js';
import type { ServerQuestion } from './authentication.js';

/**
 * Passes a server's questions on to the person. A password that a server has taken is kept for as long as the connection
 * lives, so that its further SSH connections need not ask for it again; answers to other questions are good once only.
 */
export class Questions {
  private password: string | null = null;
  private given: string | null = null;

  /**
   * @param host who can ask
   * @param onAsking hears when a person is being asked and when no longer: no time runs out meanwhile
   */
  public constructor(
    private readonly host: Pick<Host, 'call'>,
    private readonly onAsking: (isAsking: boolean) => void = () => undefined,
  ) {}

  /**
   * Asks one question.
   *
   * @returns null when the person cancels
   * @throws ProblemError when nobody could be asked
   */
  public async ask(question: ServerQuestion): Promise<readonly string[] | null> {
    if (question.kind === 'password' && !question.isAgain && this.password !== null) return [this.password];
    this.onAsking(true);
    try {
      const { answers } = await this.host.call('signIn.prompt', question);
      if (question.kind === 'password') this.given = answers?.[0] ?? null;
      return answers;
    } finally {
      this.onAsking(false);
    }
  }

  /** The last password was right. */
  public passwordAccepted(): void {
    if (this.given !== null) this.password = this.given;
    this.given = null;
  }

  /** For further connections: says again what was right before, and asks nobody, for nobody would know what for. */
  public silent(): Pick<Questions, 'ask' | 'passwordAccepted'> {
    return {
      ask: ({ kind, isAgain }) =>
        Promise.resolve(kind === 'password' && !isAgain && this.password !== null ? [this.password] : null),
      passwordAccepted: () => undefined,
    };
  }

  /** Lets go of the password. */
  public forget(): void {
    this.password = null;
    this.given = null;
  }
}
