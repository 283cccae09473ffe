import type { Language } from './language.js';

/** The words of the native menu. The window's own words are in src/shared/locales. */
interface MenuWords {
  readonly file: string;
  readonly edit: string;
  readonly view: string;
  readonly window: string;
  readonly help: string;
  readonly search: string;
  readonly refresh: string;
  readonly exportCsv: string;
  readonly exportJson: string;
  readonly reopenTabs: string;
  readonly closeTerminal: string;
  readonly plainSsh: string;
  readonly settings: string;
  readonly forgetPassphrases: string;
  readonly quit: string;
  readonly copy: string;
  readonly paste: string;
  readonly find: string;
  readonly nextTab: string;
  readonly previousTab: string;
  readonly moveTabLeft: string;
  readonly moveTabRight: string;
  readonly splitRight: string;
  readonly focusLeft: string;
  readonly focusRight: string;
  readonly separate: string;
  readonly actualSize: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly website: string;
}

export const menuWords: Readonly<Record<Language, MenuWords>> = {
  en: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    help: 'Help',
    search: 'Search Nodes',
    refresh: 'Refresh',
    exportCsv: 'Export Rows as CSV…',
    exportJson: 'Export Rows as JSON…',
    reopenTabs: 'Reopen Tabs of the Last Run',
    closeTerminal: 'Close Terminal',
    plainSsh: 'Set Up Plain ssh…',
    settings: 'Settings…',
    forgetPassphrases: 'Forget All Passphrases',
    quit: 'Quit Sallyport',
    copy: 'Copy',
    paste: 'Paste',
    find: 'Find in Terminal',
    nextTab: 'Next Tab',
    previousTab: 'Previous Tab',
    moveTabLeft: 'Move Tab Left',
    moveTabRight: 'Move Tab Right',
    splitRight: 'Split Right',
    focusLeft: 'Terminal on the Left',
    focusRight: 'Terminal on the Right',
    separate: 'Move Terminal to Its Own Tab',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Full Screen',
    developerTools: 'Developer Tools',
    website: 'Session Manager Documentation',
  },
  ko: {
    file: '파일',
    edit: '편집',
    view: '보기',
    window: '창',
    help: '도움말',
    search: '노드 검색',
    refresh: '새로 고침',
    exportCsv: '행을 CSV로 내보내기…',
    exportJson: '행을 JSON으로 내보내기…',
    reopenTabs: '지난 실행의 탭 다시 열기',
    closeTerminal: '터미널 닫기',
    plainSsh: '일반 ssh 설정…',
    settings: '설정…',
    forgetPassphrases: '모든 키 암호 지우기',
    quit: 'Sallyport 종료',
    copy: '복사',
    paste: '붙여넣기',
    find: '터미널에서 찾기',
    nextTab: '다음 탭',
    previousTab: '이전 탭',
    moveTabLeft: '탭을 왼쪽으로 이동',
    moveTabRight: '탭을 오른쪽으로 이동',
    splitRight: '오른쪽으로 나누기',
    focusLeft: '왼쪽 터미널',
    focusRight: '오른쪽 터미널',
    separate: '터미널을 새 탭으로 이동',
    actualSize: '실제 크기',
    zoomIn: '확대',
    zoomOut: '축소',
    fullScreen: '전체 화면',
    developerTools: '개발자 도구',
    website: 'Session Manager 문서',
  },
};
