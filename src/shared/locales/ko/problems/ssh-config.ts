import type { WordsOf } from '../../problem-words.js';

export const sshConfigProblems = {
  'ssh-config.unreadable': {
    title: 'ssh 설정 파일을 확실하게 읽을 수 없습니다',
    what: '{{place}}에 빈 줄도, 주석도, 값이 있는 키워드도 아닌 줄이 있거나 Sallyport 블록의 표시가 짝이 맞지 않습니다.',
    why: '이해할 수 없는 파일에 블록을 넣으면 다른 호스트의 설정이 달라질 수 있습니다.',
    next: '해당 줄을 고치거나, 블록을 복사해 직접 넣으세요. 파일은 바뀌지 않았습니다.',
  },
  'ssh-config.changed': {
    title: '그사이에 ssh 설정 파일이 바뀌었습니다',
    what: '{{place}}이(가) 변경 내용을 보여 드릴 때와 다릅니다.',
    why: '지금 쓰면 다른 곳에서 쓴 내용을 되돌릴 수 있습니다.',
    next: '변경 내용을 다시 확인한 뒤 쓰세요. 파일은 바뀌지 않았습니다.',
  },
  'ssh-config.refused': {
    title: 'OpenSSH가 바뀐 설정을 읽지 못합니다',
    what: '이 시스템의 ssh가 변경된 {{place}}을(를) 거부합니다.',
    why: 'ssh가 거부하는 설정은 모든 연결을 막습니다. 변경 전부터 거부되었을 수도 있습니다.',
    next: 'ssh가 가리키는 곳을 고친 뒤 다시 시도하세요. 파일은 바뀌지 않았습니다.',
  },
  'ssh-config.unquotable': {
    title: '이 형식에 쓸 수 없는 값입니다',
    what: '“{{value}}”에 이 형식에서 따옴표로 처리할 수 없는 문자가 있습니다.',
    why: '이 값은 ssh와 셸을 차례로 거치며, 둘 다 그 문자를 다르게 해석합니다.',
    next: '다른 형식을 고르거나, 프로필 또는 폴더 이름을 더 단순하게 바꾸세요.',
  },
} satisfies WordsOf<'ssh-config'>;
