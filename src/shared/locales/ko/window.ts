import type { Strings } from '../types.js';

/** The window, its tabs and the palette, and what all of it shares. */
export const windowWords = {
  app: { name: 'Sallyport' },
  common: {
    cancel: '취소',
    close: '닫기',
    copied: '복사됨',
    copy: '복사',
    save: '저장',
    none: '없음',
  },
  time: {
    ago: '{{time}} 전',
    justNow: '방금',
    atUnknown: '시각 알 수 없음',
  },
  tabs: {
    label: '열린 탭',
    fleet: '노드',
    close: '{{name}} 닫기',
    state: {
      connecting: '연결 중',
      open: '연결됨',
      held: '네트워크 대기 중',
      closed: '종료됨',
    },
  },
  split: {
    close: '{{name}} 터미널 닫기',
    edge: '터미널 사이 경계',
  },
  palette: {
    button: '노드로 이동…',
    title: '노드로 이동',
    placeholder: '이름, ID, IP 또는 태그',
    results: '노드',
    nothing: '일치하는 노드가 없습니다.',
  },
  problem: {
    side: { local: '이 컴퓨터', remote: '노드' },
    fileKind: {
      socket: '소켓',
      fifo: '명명된 파이프',
      'block-device': '블록 장치',
      'character-device': '문자 장치',
      other: '특수 파일',
    },
    certificateFault: {
      'for-users': '호스트용이 아니라 사용자용 인증서입니다',
      'not-yet': '아직 유효 기간이 시작되지 않았습니다',
      expired: '유효 기간이 지났습니다',
      'other-names': '다른 호스트의 인증서입니다',
      'unknown-option': 'Sallyport가 모르는 옵션이 있습니다',
      'bad-signature': '서명이 올바르지 않습니다',
    },
    consoleWhen: {
      before: '로그인하기 전에 연결을 끊었습니다.',
      after: '로그인한 뒤에 콘솔의 응답이 도착해, 그때 연결을 끊었습니다.',
    },
    next: '해결 방법',
    details: '자세한 내용',
    copyDetails: '자세한 내용 복사',
    remedies: {
      retry: '다시 시도',
      'aws-sign-in': '로그인…',
      'change-sign-in': '로그인 변경…',
      'choose-key': '다른 키 선택…',
      'mend-key': '나만 읽을 수 있게 변경',
      'allow-old-algorithms': '이 노드에 오래된 알고리즘을 허용하고 다시 시도',
      'start-node': '시작…',
      'refresh-fleet': '노드 목록 새로 고침',
      'copy-details': '자세한 내용 복사',
      'show-policy': '필요한 정책 보기…',
      'show-node-role': '역할 정책 보기…',
      'plain-ssh': '일반 ssh 사용…',
      'show-node-help': '노드 설정 방법 보기…',
    },
  },
} satisfies Partial<Strings>;
