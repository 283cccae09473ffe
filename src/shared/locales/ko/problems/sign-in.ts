import type { WordsOf } from '../../problem-words.js';

export const signInProblems = {
  'sign-in.cancelled': {
    title: '로그인을 취소했습니다',
    what: '{{node}}에 로그인하지 않았습니다.',
    why: '질문에 답하지 않고 창을 닫았습니다.',
    next: '원할 때 다시 연결하세요.',
  },
  'agent.unreachable': {
    title: '응답하는 SSH 에이전트가 없습니다',
    what: '응답하는 SSH 에이전트를 찾지 못했습니다.',
    why: 'SSH_AUTH_SOCK을 확인하고, Windows에서는 OpenSSH 에이전트와 Pageant를 찾습니다. 에이전트가 실행 중이 아니거나 Sallyport가 그 변수 없이 시작되었을 수 있습니다.',
    next: '에이전트를 시작하고 ssh-add로 키를 추가한 뒤 다시 시도하세요. 찾아본 위치는 자세한 내용에 있습니다.',
  },
  'agent.key-missing': {
    title: '에이전트에 이 키가 없습니다',
    what: 'SSH 에이전트에 키 {{key}}이(가) 더 이상 없습니다.',
    why: '키가 제거되었거나 보관 시간이 끝났거나 에이전트가 다시 시작되었습니다.',
    next: 'ssh-add로 다시 추가하거나 다른 키를 선택하세요.',
  },
  'agent.refused': {
    title: 'SSH 에이전트가 서명하지 않았습니다',
    what: '에이전트가 {{node}}에 키 {{key}}을(를) 쓰지 않았습니다.',
    why: '에이전트가 잠겨 있거나, 하드웨어 토큰이 없거나 터치하지 않았거나, 확인을 거절했을 수 있습니다.',
    next: '에이전트 잠금을 풀거나 토큰을 준비한 뒤 다시 시도하세요.',
  },
  'instance-connect.hybrid': {
    title: 'EC2 Instance Connect는 EC2 인스턴스에만 쓸 수 있습니다',
    what: '{{node}}은(는) 하이브리드 노드입니다.',
    why: 'AWS는 1분짜리 키를 EC2 인스턴스에만 전달합니다.',
    next: '이 노드에는 키 파일, SSH 에이전트 또는 비밀번호를 선택하세요.',
  },
  'instance-connect.failed': {
    title: 'EC2 Instance Connect가 키를 전달하지 않았습니다',
    what: 'AWS가 1분짜리 키를 {{node}}에 전달하지 않았습니다.',
    why: '인스턴스가 실행 중이 아니거나 EC2 Instance Connect가 지원하지 않는 종류일 수 있습니다.',
    next: '자세한 내용를 확인하거나 다른 로그인 방법을 선택하세요.',
  },
  'instance-connect.not-accepted': {
    title: '노드가 1분짜리 키를 받지 않았습니다',
    what: 'AWS가 “{{user}}” 사용자의 키를 {{node}}에 전달했지만 SSH 서버가 받지 않았습니다.',
    why: '이미지에 ec2-instance-connect 패키지가 없거나(Amazon Linux 2023과 Ubuntu에는 있음), 사용자가 없거나, 1분이 지난 뒤에 키가 도착했을 수 있습니다.',
    next: '사용자 이름을 확인하거나, 노드에 ec2-instance-connect를 설치하거나, 다른 로그인 방법을 선택하세요.',
  },
} satisfies WordsOf<'sign-in' | 'agent' | 'instance-connect'>;
