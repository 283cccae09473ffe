import type { WordsOf } from '../../problem-words.js';

export const appProblems = {
  'connection.crashed': {
    title: '연결이 예기치 않게 중단되었습니다',
    what: '{{node}} 연결을 맡은 프로세스가 종료되었습니다.',
    why: 'Sallyport의 결함입니다. 다른 연결에는 영향이 없습니다.',
    next: '다시 연결하고, 자세한 내용과 함께 알려 주세요.',
  },
  'demo.failed': {
    title: '데모를 시작하지 못했습니다',
    what: '데모용 SSH 서버와 AWS 시뮬레이터가 이 컴퓨터에서 실행되지 않았습니다.',
    why: '데모에는 OpenSSH 서버 프로그램인 sshd가 필요합니다. 무엇이 없는지는 자세한 내용에 있습니다.',
    next: 'OpenSSH 서버(Debian과 Ubuntu에서는 openssh-server 패키지)를 설치한 뒤 데모를 다시 여세요.',
  },
  'settings.malformed': {
    title: '설정 파일을 읽을 수 없습니다',
    what: '{{path}} 파일이 올바르지 않아 기본값을 사용합니다.',
    why: '직접 편집했거나 저장이 중간에 끊겼습니다. 설정을 바꾸기 전까지 파일은 그대로 둡니다.',
    next: '파일을 고치거나, 처음부터 시작하려면 삭제하세요.',
  },
  'settings.invalid': {
    title: '설정을 바꾸지 않았습니다',
    what: '{{name}}에 맞지 않는 값입니다.',
    why: '어떤 값이어야 하는지는 세부 정보에 있습니다.',
    next: '다른 값을 입력하거나 설정을 기본값으로 되돌리세요.',
  },
  'settings.unwritable': {
    title: '설정을 저장하지 못했습니다',
    what: '{{path}} 파일을 쓸 수 없어, 바꾼 내용은 앱을 종료할 때까지만 적용됩니다.',
    why: '디스크가 가득 찼거나 파일 또는 폴더가 읽기 전용일 수 있습니다. 자세한 이유는 세부 정보에 있습니다.',
    next: '공간을 확보하거나 쓰기를 허용한 뒤 설정을 다시 바꾸세요.',
  },
  'timed-out': {
    title: '시간이 너무 오래 걸렸습니다',
    what: '{{seconds}}초 안에 응답이 없었습니다.',
    why: '네트워크나 상대가 매우 느리거나, 중간에서 연결이 조용히 끊겼습니다.',
    next: '다시 시도하세요.',
  },
  unexpected: {
    title: '예기치 않은 문제가 생겼습니다',
    what: 'Sallyport가 설명할 수 없는 오류를 만났습니다.',
    why: 'Sallyport의 결함일 가능성이 큽니다.',
    next: '다시 시도하세요. 계속되면 자세한 내용과 함께 알려 주세요.',
  },
} satisfies WordsOf<'connection' | 'demo' | 'settings' | 'timed-out' | 'unexpected'>;
