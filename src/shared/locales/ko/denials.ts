import type { Strings } from '../types.js';

/** Why AWS does not allow something, and what can be done about it, by the kind of policy that decided. */
export const denialWords = {
  denials: {
    why: {
      explicit: '명시적으로 거부하는 정책이 있어, 다른 곳에서 허용해도 소용이 없습니다.',
      implicit: '허용하는 정책이 없습니다.',
      unknown: '허용하는 정책이 없거나, 거부하는 정책이 있습니다.',
      encoded:
        'EC2가 이유를 인코딩된 형식으로만 알려 주었고, 이를 풀 권한(sts:DecodeAuthorizationMessage)이 없습니다.',
      'explicit-identity':
        '자신의 사용자, 그룹 또는 역할의 정책이 명시적으로 거부하므로, 다른 곳에서 허용해도 소용이 없습니다.',
      'implicit-identity': '자신의 사용자, 그룹 또는 역할에 이를 허용하는 정책이 없습니다.',
      'explicit-resource': '리소스 자체의 정책이 명시적으로 거부합니다.',
      'implicit-resource': '리소스 자체의 정책이 허용하지 않습니다.',
      'explicit-boundary': '정책이 허용하더라도, 사용자 또는 역할의 권한 경계가 명시적으로 거부합니다.',
      'implicit-boundary': '정책이 허용하더라도, 사용자 또는 역할의 권한 경계가 허용하지 않습니다.',
      'explicit-session': '역할이 허용하더라도, 이 자격 증명을 만들 때 쓴 세션 정책이 명시적으로 거부합니다.',
      'implicit-session': '역할이 허용하더라도, 이 자격 증명을 만들 때 쓴 세션 정책이 허용하지 않습니다.',
      'explicit-service-control': 'AWS 조직의 서비스 제어 정책이 계정 전체에서 명시적으로 거부합니다.',
      'implicit-service-control': 'AWS 조직의 서비스 제어 정책이 이 계정에 허용하지 않습니다.',
      'explicit-resource-control': 'AWS 조직의 리소스 제어 정책이 이 리소스에 대해 명시적으로 거부합니다.',
      'implicit-resource-control': 'AWS 조직의 리소스 제어 정책이 이 리소스에 대해 허용하지 않습니다.',
      'explicit-endpoint': '요청이 지나간 VPC 엔드포인트의 정책이 명시적으로 거부합니다.',
      'implicit-endpoint': '요청이 지나간 VPC 엔드포인트의 정책이 허용하지 않습니다.',
      'explicit-trust': '역할의 신뢰 정책이 이 역할을 맡는 것을 명시적으로 거부합니다.',
      'implicit-trust': '역할의 신뢰 정책이 이 역할을 맡는 것을 허용하지 않습니다.',
    },
    next: {
      explicit: 'AWS 권한 담당자에게 그 거부를 풀어 달라고 하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
      implicit: '이를 허용하는 정책을 AWS 권한 담당자에게 전달하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
      unknown: '이를 허용하는 정책을 AWS 권한 담당자에게 전달하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
      encoded:
        '자세한 내용을 복사해 AWS 권한 담당자에게 전달하세요. “aws sts decode-authorization-message”로 읽을 수 있습니다.',
      resource: '리소스 소유자에게 정책을 바꿔 달라고 하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
      boundary:
        'AWS 권한 담당자에게 권한 경계를 넓혀 달라고 하세요. 다른 정책을 더하는 것만으로는 부족합니다.',
      session:
        '다른 역할이나 권한 세트로 그 세션 정책이 없는 자격 증명을 얻거나, 자격 증명을 만든 사람에게 문의하세요.',
      'service-control':
        'AWS 조직의 관리자만 바꿀 수 있습니다. 자세한 내용에 있는 AWS의 메시지를 전달하세요.',
      'resource-control':
        'AWS 조직의 관리자만 바꿀 수 있습니다. 자세한 내용에 있는 AWS의 메시지를 전달하세요.',
      endpoint:
        '네트워크 담당자에게 엔드포인트 정책에서 허용해 달라고 하거나, AWS에 닿는 다른 경로를 쓰세요.',
      trust: '역할 담당자에게 신뢰 정책에 추가해 달라고 하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
    },
  },
} satisfies Partial<Strings>;
