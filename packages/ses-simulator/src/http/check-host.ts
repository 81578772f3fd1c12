import type { RequestHandler } from 'express';
import type { Settings } from '../settings.ts';

/**
 * Refuses requests whose `Host` is not a name of this machine (or of the AWS services it stands for), so that a
 * web page cannot reach the simulator through a DNS name of its own that points to 127.0.0.1.
 */
export function checkHost(settings: Settings): RequestHandler {
  const allowed = new Set([
    'localhost',
    '127.0.0.1',
    '[::1]',
    ...['email', 'sns', 'sqs', 'kms', 'sts'].map((service) => `${service}.${settings.region}.amazonaws.com`),
    ...settings.allowedHosts.map((name) => name.toLowerCase()),
  ]);
  return (request, response, next) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (allowed.has(name)) return next();
    response.status(403).json({
      message: 'The simulator answers only to loopback names; set SIMULATOR_ALLOWED_HOSTS for others.',
    });
  };
}
