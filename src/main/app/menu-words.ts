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
  readonly closeTab: string;
  readonly plainSsh: string;
  readonly forgetPassphrases: string;
  readonly quit: string;
  readonly copy: string;
  readonly paste: string;
  readonly find: string;
  readonly nextTab: string;
  readonly previousTab: string;
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
    closeTab: 'Close Tab',
    plainSsh: 'Set Up Plain ssh…',
    forgetPassphrases: 'Forget All Passphrases',
    quit: 'Quit Sallyport',
    copy: 'Copy',
    paste: 'Paste',
    find: 'Find in Terminal',
    nextTab: 'Next Tab',
    previousTab: 'Previous Tab',
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
    closeTab: '탭 닫기',
    plainSsh: '일반 ssh 설정…',
    forgetPassphrases: '모든 키 암호 지우기',
    quit: 'Sallyport 종료',
    copy: '복사',
    paste: '붙여넣기',
    find: '터미널에서 찾기',
    nextTab: '다음 탭',
    previousTab: '이전 탭',
    actualSize: '실제 크기',
    zoomIn: '확대',
    zoomOut: '축소',
    fullScreen: '전체 화면',
    developerTools: '개발자 도구',
    website: 'Session Manager 문서',
  },
};
