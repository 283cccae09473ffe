import { dialog, Notification, type BrowserWindow } from 'electron';
import type { Language } from '../app/language.js';
import { quitQuestion, type Unfinished } from './unfinished-words.js';

/** What the desktop shows of the jobs: progress on the taskbar or dock, notices, and a question before they are left. */
export class JobActivity {
  private unfinished: Unfinished = { jobs: 0, edited: 0 };

  public constructor(
    private readonly window: () => BrowserWindow | undefined,
    private readonly language: Language,
  ) {}

  /** @param share of the jobs that is done, 0 to 1 */
  public report(unfinished: Unfinished, share: number): void {
    this.unfinished = unfinished;
    // Below 0 takes the bar away.
    this.window()?.setProgressBar(unfinished.jobs === 0 ? -1 : share);
  }

  /** The page is gone, and its jobs with it. */
  public reset(): void {
    this.report({ jobs: 0, edited: 0 }, 0);
  }

  /** Shows a notice that brings the window back when it is clicked, unless the window is in use. */
  public notify(title: string, body: string): void {
    const window = this.window();
    if (window?.isFocused() === true || !Notification.isSupported()) return;
    const notice = new Notification({ title, body });
    notice.on('click', () => {
      if (window?.isMinimized() === true) window.restore();
      window?.focus();
    });
    notice.show();
  }

  /** Whether a window may close now: asks when something is not finished. */
  public mayClose(window: BrowserWindow): boolean {
    const question = quitQuestion(this.language, this.unfinished);
    if (question === null) return true;
    // Connections go on meanwhile: they are processes of their own.
    const answer = dialog.showMessageBoxSync(window, {
      type: 'question',
      ...question,
      defaultId: 1,
      cancelId: 1,
    });
    return answer === 0;
  }
}
