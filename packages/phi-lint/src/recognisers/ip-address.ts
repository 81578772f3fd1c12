import { labelled, type Recogniser, words } from '../recogniser.ts';

/** IPv4 addresses. Four numbers with dots are often a version. */
export const ipv4: Recogniser = {
  kind: 'ip-address',
  pattern:
    /(?<![\p{L}\p{N}.-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\p{L}\p{N}]|[.-]\p{N})/gu,
  accepts: (match) => !/^(?:0|127|255)\./.test(match),
  label: labelled('ip', 'ip address', 'ip addr'),
  near: words('ip', 'ipv4', 'address', 'signed in', 'sign-in', 'login', 'logged'),
  against: words(
    'version',
    'ver',
    'v',
    'release',
    'build',
    'firmware',
    'section',
    'update',
    'upgrade',
    'chapter',
    'app',
  ),
  alone: 'medium',
  supported: 'high',
};

/** IPv6 addresses, whole or shortened (RFC 4291 §2.2). */
export const ipv6: Recogniser = {
  kind: 'ip-address',
  pattern: /(?<![\p{L}\p{N}:.])[0-9a-f]{1,4}(?::{1,2}[0-9a-f]{1,4}){2,7}(?![\p{L}\p{N}:])/giu,
  accepts: (match) => {
    const groups = match.split(':').length;
    return match.includes('::') ? match.split('::').length === 2 && groups <= 8 : groups === 8;
  },
  withoutDigits: true,
  alone: 'high',
  supported: 'high',
};
