import type { Strings } from '../types.js';

/** The page of settings. */
export const settingsWords: Pick<Strings, 'settings'> = {
  settings: {
    title: '설정',
    about: '따로 표시된 설정을 빼고는 바꾸는 즉시 적용됩니다.',
    search: '설정 검색',
    clearSearch: '모든 설정 보기',
    nothing: '일치하는 설정이 없습니다.',
    openFile: 'settings.json 열기',
    choose: '선택…',
    reset: '“{{title}}”을(를) 기본값으로 되돌리기',
    standard: '기본값: {{value}}',
    proxyAddress: '프록시 주소',
    when: {
      'next-start': '다음 시작부터 적용',
      'next-connection': '다음 연결부터 적용',
    },
    groups: {
      app: '앱',
      fleet: '노드 목록',
      files: '파일',
      network: '네트워크',
      sessionManager: 'Session Manager',
    },
    values: {
      on: '켜짐',
      off: '꺼짐',
      never: '안 함',
      desktop: '파일에 맞는 데스크톱의 프로그램',
      usual: '기본 인증 기관만',
      language: { system: '시스템 설정', en: 'English', ko: '한국어' },
      verify: { full: '전체 (SHA-256)', sampled: '일부', none: '안 함' },
      proxy: {
        system: '환경 변수 또는 시스템 설정',
        none: '사용 안 함',
        address: '직접 지정',
      },
    },
    rows: {
      language: { title: '언어', about: '창과 메뉴, 대화 상자의 언어입니다.' },
      fleet: {
        refreshSeconds: {
          title: '노드를 다시 불러오는 간격',
          about: '창을 사용하는 동안에만 불러옵니다. AWS가 요청을 줄이라고 하면 간격이 두 배로 늘어납니다.',
        },
      },
      files: {
        editor: {
          title: '편집기',
          about: '노드의 파일을 편집할 때 엽니다. 인수는 settings.json에서 추가할 수 있습니다.',
        },
        showHidden: { title: '숨김 파일', about: '점으로 시작하는 이름을 파일 창에 표시합니다.' },
        followShell: {
          title: '셸 따라가기',
          about: '셸이 디렉터리를 옮기면 노드의 파일 창도 따라갑니다.',
        },
        jobs: {
          verify: {
            title: '복사본 비교',
            about: '복사본이 제 이름을 갖기 전에 원본과 비교합니다.',
          },
          sessions: {
            title: '큰 작업에 더 여는 세션',
            about: 'AWS는 세션마다 다운로드를 약 1MB/s로 제한합니다. 세션이 많을수록 그만큼 빨라집니다.',
          },
          bytesPerSecond: {
            title: '속도 제한',
            about: '한 연결의 모든 작업을 합한 값이며, 업로드와 다운로드에 따로 적용됩니다.',
          },
        },
      },
      network: {
        proxy: {
          title: '프록시',
          about: 'AWS API와 세션에 사용합니다. NO_PROXY의 호스트는 제외됩니다. 비밀번호는 표시하지 않습니다.',
        },
        caBundle: {
          title: '추가로 신뢰할 인증 기관',
          about: 'TLS를 검사하는 회사에서 쓰는 것과 같은 인증서 파일(PEM)입니다.',
        },
      },
      sessionManager: {
        payloadBytes: {
          title: '메시지당 바이트',
          about: 'AWS의 1,024보다 크면 업로드 부담이 줄어듭니다. 연결마다 노드가 받아들이는지 확인합니다.',
        },
      },
    },
  },
};
