import { dialog, Notification, type BrowserWindow } from 'electron';
import type { Language } from '../app/language.js';

interface Words {
  readonly title: (active: number) => string;
  readonly detail: string;
  readonly quit: string;
  readonly stay: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: (active) => (active === 1 ? '1 job is not finished.' : `${active} jobs are not finished.`),
    detail: 'They go on where they stopped when their nodes are connected again.',
    quit: 'Quit',
    stay: 'Keep Working',
  },
  ko: {
    title: (active) => `작업 ${active}개가 끝나지 않았습니다.`,
    detail: '노드에 다시 연결하면 멈춘 곳부터 계속됩니다.',
    quit: '종료',
    stay: '계속 작업',
  },
};

/** What the desktop shows of the jobs: progress on the taskbar or dock, notices, and a question before they are left. */
export class JobActivity {
  private active = 0;

  public constructor(
    private readonly window: () => BrowserWindow | undefined,
    private readonly language: Language,
  ) {}

  public report(active: number, share: number): void {
    this.active = active;
    // Below 0 takes the bar away.
    this.window()?.setProgressBar(active === 0 ? -1 : share);
  }

  /** The page is gone, and its jobs with it. */
  public reset(): void {
    this.report(0, 0);
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

  /** Whether a window may close now: asks when jobs are not finished. */
  public mayClose(window: BrowserWindow): boolean {
    if (this.active === 0) return true;
    const { title, detail, quit, stay } = words[this.language];
    // Connections go on meanwhile: they are processes of their own.
    const answer = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: title(this.active),
      detail,
      buttons: [quit, stay],
      defaultId: 1,
      cancelId: 1,
    });
    return answer === 0;
  }
}
