import type { EmailStatus, TimelineEntry } from '@carepost/contracts';
import type { IconName } from './icons.tsx';

export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'quiet';

type Look = { tone: Tone; icon: IconName; label: string };

/** How a status looks; the label carries the meaning, tone and icon only repeat it. */
export const statusLooks: Record<EmailStatus, Look> = {
  scheduled: { tone: 'quiet', icon: 'clock', label: 'Scheduled' },
  queued: { tone: 'quiet', icon: 'clock', label: 'Queued' },
  claimed: { tone: 'quiet', icon: 'clock', label: 'Claimed' },
  sending: { tone: 'info', icon: 'send', label: 'Sending' },
  sent: { tone: 'info', icon: 'send', label: 'Sent' },
  delivered: { tone: 'good', icon: 'check', label: 'Delivered' },
  bounced: { tone: 'bad', icon: 'bounce', label: 'Bounced' },
  complained: { tone: 'bad', icon: 'flag', label: 'Complained' },
  rejected: { tone: 'bad', icon: 'cross', label: 'Rejected' },
  suppressed: { tone: 'warn', icon: 'minus', label: 'Suppressed' },
  cancelled: { tone: 'quiet', icon: 'cross', label: 'Cancelled' },
  expired: { tone: 'warn', icon: 'clock', label: 'Expired' },
  failed: { tone: 'bad', icon: 'alert', label: 'Failed' },
  unknown: { tone: 'warn', icon: 'question', label: 'Unknown' },
  held: { tone: 'warn', icon: 'pause', label: 'Held' },
};

export const entryLooks: Record<TimelineEntry['kind'], Look> = {
  accepted: { tone: 'quiet', icon: 'mail', label: 'Accepted' },
  scheduled: { tone: 'quiet', icon: 'clock', label: 'Scheduled' },
  resent: { tone: 'info', icon: 'refresh', label: 'Resent' },
  held: { tone: 'warn', icon: 'pause', label: 'Held' },
  settled: { tone: 'info', icon: 'check', label: 'Settled' },
  calling: { tone: 'info', icon: 'right', label: 'Calling' },
  sent: { tone: 'info', icon: 'send', label: 'Sent' },
  not_sent: { tone: 'warn', icon: 'refresh', label: 'Not sent' },
  refused: { tone: 'bad', icon: 'cross', label: 'Refused' },
  unknown: { tone: 'warn', icon: 'question', label: 'Unknown' },
  suppressed: { tone: 'warn', icon: 'minus', label: 'Suppressed' },
  cancelled: { tone: 'quiet', icon: 'cross', label: 'Cancelled' },
  expired: { tone: 'warn', icon: 'clock', label: 'Expired' },
  delivered: { tone: 'good', icon: 'check', label: 'Delivered' },
  delayed: { tone: 'warn', icon: 'clock', label: 'Delayed' },
  bounced: { tone: 'bad', icon: 'bounce', label: 'Bounced' },
  complained: { tone: 'bad', icon: 'flag', label: 'Complained' },
  rejected: { tone: 'bad', icon: 'cross', label: 'Rejected' },
  rendering_failed: { tone: 'bad', icon: 'alert', label: 'Rendering failed' },
  opened: { tone: 'good', icon: 'mail', label: 'Opened' },
  clicked: { tone: 'good', icon: 'external', label: 'Clicked' },
  subscription_changed: { tone: 'quiet', icon: 'mail', label: 'Subscription changed' },
  erased: { tone: 'quiet', icon: 'minus', label: 'Erased' },
};
